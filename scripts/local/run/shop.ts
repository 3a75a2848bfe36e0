import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { shoppers } from "../../../functions/generate/shoppers.ts";
import type { SyntheticEvent } from "../../../functions/generate/synthetic-event.ts";
import type { FailureSource } from "../../../shared/failure/failed-event.ts";
import type { Outgoing } from "../../../shared/publish/publish.ts";
import type { EventSource } from "./event-source.ts";
import type { RunOptions } from "./options.ts";

/**
 * Takes the next events of the shop; those are the only ones it does not have to keep. May wait for room until the
 * signal says that the shop closes.
 */
export type Take = (events: readonly Outgoing[], closing: AbortSignal) => Promise<void>;

const TICK_MS = 100;
/** Events handed over at once, however long the hold-up was. */
const MAX_EVENTS_AT_ONCE = 4_000;
/** Made in one go, some ms: the same thread serves the functions. */
const EVENTS_A_TURN = 200;
/** Malformed events that are remembered, for whoever wants to see them; the others are only counted. */
const MAX_MALFORMED = 10_000;

/** A shop of synthetic visitors that hands over its events at a steady rate, catching up after a hold-up. */
export function shop(options: RunOptions, badKinds: "documents" | "bytes", take: Take): EventSource {
  const { rate, seed, badRatio, events: most = Number.POSITIVE_INFINITY } = options;
  const startedAt = Date.now();
  const place = placesOf(seed, startedAt);
  const visitors = shoppers({ seed, badRatio, badKinds, startTime: startedAt, rate });
  const malformed: SyntheticEvent[] = [];
  let malformedCount = 0;
  let read = 0;
  const closing = new AbortController();

  async function run(): Promise<void> {
    while (!closing.signal.aborted && read < most) {
      const byNow = Math.ceil(((Date.now() - startedAt) / 1000) * rate);
      const due = Math.min(most, byNow, read + MAX_EVENTS_AT_ONCE);
      const batch: Outgoing[] = [];
      while (read + batch.length < due) {
        const event = visitors.next().value;
        if (event.bad !== undefined && ++malformedCount <= MAX_MALFORMED) malformed.push(event);
        batch.push({ text: event.text, device: event.device, source: place(read + batch.length) });
        if (batch.length % EVENTS_A_TURN === 0) await nextTurn();
      }
      if (batch.length > 0) await take(batch, closing.signal);
      read += batch.length;
      await sleep(TICK_MS);
    }
  }

  const done = run();
  return {
    get read() {
      return read;
    },
    malformed,
    get malformedCount() {
      return malformedCount;
    },
    startedAt,
    done,
    async stop() {
      closing.abort();
      await done.catch(() => {});
    },
  };
}

/** The shop's own numbering; it is what identifies an event that never reaches the stream. */
function placesOf(seed: number, startedAt: number): (number: number) => FailureSource {
  const same = { stream: "shop", shard_id: String(seed), arrival_time: new Date(startedAt).toISOString() };
  return (number) => ({ ...same, sequence_number: String(number), subsequence_number: 0 });
}
