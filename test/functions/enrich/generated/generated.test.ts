import { expect, test } from "@jest/globals";
import { enrichHandler } from "../../../../functions/enrich/handler.ts";
import { Random } from "../../../../functions/generate/random.ts";
import { shoppers } from "../../../../functions/generate/shoppers.ts";
import type { SyntheticEvent } from "../../../../functions/generate/synthetic-event.ts";
import type { EnrichedEvent } from "../../../../shared/event/enriched.ts";
import { laneOf } from "../../../../shared/lane.ts";
import { unpackRecord } from "../../../../shared/pack/decode.ts";
import { encodePacks } from "../../../../shared/pack/encode.ts";
import type { StreamRecord } from "../../../../shared/stream.ts";
import { enrichment, enrichRules } from "../../../builders/enrichment.ts";
import { memoryFacts } from "../../../builders/memory-facts.ts";
import { kinesisEvent, streamRecord } from "../../../builders/stream-record.ts";
import { PipelineBooks } from "./pipeline-books.ts";
import { PlainShop, type ShopEvent, type Truth } from "./plain-shop.ts";

/** GENERATED_EVENTS=1000000 takes a few minutes, and prints its figures. */
const EVENTS = Number(process.env.GENERATED_EVENTS ?? 30_000);
/** More than a day, so that sessions of busy devices reach their longest. */
const SPAN_MS = 28 * 3_600_000;
const BATCH = 500;
const RATES = { USD: 0.92, GBP: 1.17, EUR: 1 };
const invocation = { deadline: Number.MAX_SAFE_INTEGER, functionArn: "arn", requestId: "r" };

/** Enrichment as it is deployed, with Redis in memory. */
function pipeline() {
  let now = 0;
  let versions = 0;
  let lines: string[] = [];
  let failed = 0;
  const rates = Object.entries(RATES).map(([currency, rate]) => [currency, { at: () => rate }] as const);
  const handle = enrichHandler(
    {
      facts: memoryFacts({ rates: new Map(rates) }),
      enriched: {
        async put(records) {
          for (const { data } of records) {
            const unpacked = unpackRecord(data);
            if (unpacked.ok) lines.push(...unpacked.entries.map((entry) => Buffer.from(entry).toString()));
          }
          return [];
        },
      },
      failures: {
        async publish(failures) {
          failed += failures.length;
          return [];
        },
      },
      inputs: () => ({ now, nextWriteId: () => String(versions++).padStart(16, "0") }),
      meters: { batch() {} },
    },
    {
      enrichment,
      rules: enrichRules,
      outage: "wait",
      folders: new Set(),
      lanes: 256,
      packBytes: 131_072,
      compression: "none",
    },
  );
  return {
    failedEvents: () => failed,
    /** The lines of one delivery. */
    async deliver(records: readonly StreamRecord[]): Promise<string[]> {
      lines = [];
      now = Math.max(now, records.at(-1)!.arrivalTime) + 700;
      expect((await handle(kinesisEvent(records), invocation)).batchItemFailures).toEqual([]);
      return lines;
    },
  };
}

function recordsOf(events: readonly SyntheticEvent[], arrivalTime: number): StreamRecord[] {
  const { packs } = encodePacks(events, {
    group: ({ device }) => String(laneOf(device, 16)),
    partitionKey: (lane) => lane,
    write: ({ text }, out) => out.text(text),
    packBytes: 131_072,
    compression: "none",
  });
  return packs.map(({ record: { data, partitionKey } }) => streamRecord(data, { partitionKey, arrivalTime }));
}

test(
  "persons, sessions, orders and revenue are those of the shop's own books",
  async () => {
    const startTime = Date.parse("2026-03-04T10:00:00Z");
    const shop = shoppers({
      seed: "books",
      startTime,
      rate: (EVENTS * 1000) / SPAN_MS,
      badRatio: 0.005,
    });
    const random = new Random("deliveries");
    const { deliver, failedEvents } = pipeline();
    const plain = new PlainShop();
    const books = new PipelineBooks();
    /** Which session of the lines each of the shop's is. */
    const sessions = new Map<number, string>();
    const differing: string[] = [];
    let [good, bad, again, base] = [0, 0, 0, 0];
    let before: StreamRecord[] = [];
    const started = Date.now();

    for (let first = 0; first < EVENTS; first += BATCH) {
      const events = Array.from({ length: Math.min(BATCH, EVENTS - first) }, () => shop.next().value);
      const truth = new Map<string, Truth>();
      for (const { text, bad: isBad } of events) {
        if (isBad) {
          bad += 1;
          continue;
        }
        const event: ShopEvent = JSON.parse(text);
        truth.set(event.event_id, plain.take(event));
        if (event.event_name === "purchase")
          base += Math.round(event.order_value! * RATES[event.currency as "USD"] * 10_000) / 10_000;
      }
      const records = recordsOf(events, Math.ceil(startTime + ((first + events.length) * SPAN_MS) / EVENTS));
      // Some batches come with records of the one before, and some come twice.
      const repeated = random.chance(0.2) ? before.filter(() => random.chance(0.5)) : [];
      const lines = await deliver([...repeated, ...records]);
      const twice = random.chance(0.2) ? await deliver(records) : [];
      const once = new Map<string, string>();
      for (const line of [...lines, ...twice]) {
        const event: EnrichedEvent = JSON.parse(line);
        const expected = truth.get(event.event_id);
        const earlier = once.get(event.event_id);
        again += earlier !== undefined || expected === undefined ? 1 : 0;
        if (earlier !== undefined && earlier !== line)
          differing.push(`${event.event_id} differs from itself`);
        if (earlier !== undefined || expected === undefined) continue;
        once.set(event.event_id, line);
        good += 1;
        books.take(event);
        const session = `${event.anonymous_id} ${event.session_id}`;
        const known = sessions.get(expected.session) ?? session;
        sessions.set(expected.session, known);
        const said = [event.person_id, session, event.session_event_index, event.session_purchases];
        const wanted = [expected.person, known, expected.event, expected.purchases];
        if (said.join() !== wanted.join()) differing.push(`${event.event_id}: ${said} and not ${wanted}`);
      }
      before = records;
    }

    const { devices, persons, sessions: count, orders, revenue } = plain;
    const figures = { devices, persons, sessions: count, orders, revenue };
    if (process.env.GENERATED_EVENTS !== undefined)
      process.stdout.write(
        `${EVENTS} events, ${again} delivered again, ${bad} malformed, ${Math.round((Date.now() - started) / 1000)} s\n` +
          `shop:     ${JSON.stringify(figures)}, ${base.toFixed(2)} in EUR\n` +
          `pipeline: ${JSON.stringify(books.figures)}, ${books.base.toFixed(2)} in EUR\n` +
          `events whose person, session or figures differ: ${differing.length}\n`,
      );
    expect(differing.slice(0, 5)).toEqual([]);
    expect(books.figures).toEqual(figures);
    expect(books.base).toBeCloseTo(base, 2);
    expect({ good, failed: failedEvents() >= bad }).toEqual({ good: EVENTS - bad, failed: true });
    expect([again > 0, bad > 0, orders > 0]).toEqual([true, true, true]);
  },
  60_000 + EVENTS,
);
