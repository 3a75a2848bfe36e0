import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type EnrichPorts, enrichHandler } from "../../../functions/enrich/handler.ts";
import type { Failure } from "../../../shared/failure/failed-event.ts";
import { type Compression, compressionOf } from "../../../shared/pack/compression.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import type { OutRecord, StreamRecord, Unwritten } from "../../../shared/stream.ts";
import { enrichment, enrichRules } from "../../builders/enrichment.ts";
import { type MemoryFacts, memoryFacts } from "../../builders/memory-facts.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { kinesisEvent, streamRecord } from "../../builders/stream-record.ts";

const HOUR = 3_600_000;
const invocation = { deadline: Number.MAX_SAFE_INTEGER, functionArn: "arn:enrich", requestId: "r" };

interface World {
  facts: MemoryFacts;
  /** What was written, in the order in which it was. */
  effects: string[];
  lines: Record<string, unknown>[];
  text: string[];
  failures: Failure[];
  /** By when they had to be filed. */
  filedBy: (number | undefined)[];
  /** What the sinks refuse. */
  refuse: { enriched?: (record: OutRecord) => Partial<Unwritten<OutRecord>> | undefined; failures?: boolean };
  now: number;
  run(records: readonly StreamRecord[]): Promise<string[]>;
}

function world(
  override: {
    outage?: "wait" | "degrade";
    facts?: MemoryFacts;
    packBytes?: number;
    compression?: Compression;
  } = {},
): World {
  const facts = override.facts ?? memoryFacts();
  let versions = 0;
  const nextWriteId = () => {
    versions += 1;
    return String(versions).padStart(16, "0");
  };
  const self: World = {
    facts,
    effects: [],
    lines: [],
    text: [],
    failures: [],
    filedBy: [],
    refuse: {},
    now: Date.parse("2026-03-04T10:00:02Z"),
    run,
  };
  const ports: EnrichPorts = {
    facts: {
      read: facts.read,
      async compareAndSet(writes, deadline) {
        const lost = await facts.compareAndSet(writes, deadline);
        self.effects.push("remember");
        return lost;
      },
    },
    enriched: {
      async put(records) {
        self.effects.push("put");
        const refused = records.flatMap((item) => {
          const answer = self.refuse.enriched?.(item);
          return answer === undefined ? [] : [{ item, code: "x", message: "no", retriable: true, ...answer }];
        });
        const refusedRecords = new Set(refused.map(({ item }) => item));
        for (const record of records) if (!refusedRecords.has(record)) keep(record.data);
        return refused;
      },
    },
    failures: {
      async publish(failures, deadline) {
        self.effects.push("fail");
        self.filedBy.push(deadline);
        if (self.refuse.failures) return [...failures];
        self.failures.push(...failures);
        return [];
      },
    },
    inputs: () => ({ now: self.now, nextWriteId }),
    meters: { batch() {} },
  };
  const handler = enrichHandler(ports, {
    enrichment,
    rules: enrichRules,
    outage: override.outage ?? "wait",
    folders: new Set(["ios"]),
    lanes: 256,
    packBytes: override.packBytes ?? 131_072,
    compression: override.compression ?? "none",
  });

  function keep(data: Uint8Array): void {
    const unpacked = unpackRecord(data);
    for (const entry of unpacked.ok ? unpacked.entries : []) {
      self.text.push(Buffer.from(entry).toString());
      self.lines.push(JSON.parse(self.text.at(-1)!));
    }
  }

  async function run(records: readonly StreamRecord[]): Promise<string[]> {
    const { batchItemFailures } = await handler(kinesisEvent(records), invocation);
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }
  return self;
}

describe("enrich", () => {
  test.each(["none", "gzip", "zstd"] as const)(
    "writes packs with %s, filed by the same keys and with the same lines after another delivery",
    async (compression) => {
      const pipeline = world({ compression });
      const put: OutRecord[] = [];
      pipeline.refuse.enriched = (record) => void put.push(record);
      const records = [streamRecord([rawEvent({ event_id: "1" }), rawEvent({ event_id: "2" })])];
      await pipeline.run(records);
      await pipeline.run(records);
      expect(put.map(({ data }) => compressionOf(data))).toEqual([compression, compression]);
      expect(put[1]).toEqual(put[0]);
      expect(pipeline.lines.map(({ event_id }) => event_id)).toEqual(["1", "2", "1", "2"]);
    },
  );

  test("adds what it knows of an event, and takes the address away", async () => {
    const place = {
      country: "DE",
      region: "Berlin",
      city: "Berlin",
      latitude: 52.5,
      longitude: 13.4,
      timezone: "Europe/Berlin",
    };
    const area = { state: "NY", population: 21_102, median_income: 106_509 };
    const facts = memoryFacts({
      places: new Map([["203.0.113.7", place]]),
      areas: new Map([["10001", area]]),
    });
    const pipeline = world({ facts });
    const event = rawEvent({
      ip: "203.0.113.7",
      zip_code: "10001",
      page_url: "https://shop.example/p/1?utm_source=news",
      page_referrer: "https://www.google.com/",
      metadata: { source: "web" },
    });
    expect(await pipeline.run([streamRecord([event])])).toEqual([]);
    expect(pipeline.lines).toHaveLength(1);
    expect(pipeline.lines[0]).not.toHaveProperty("ip");
    expect(pipeline.lines[0]).toMatchObject({
      event_id: "e-1",
      event_time: "2026-03-04T10:00:00.000Z",
      processed_at: "2026-03-04T10:00:02.000Z",
      hour_of_day: 11,
      day_of_week: 3,
      is_weekend: false,
      is_late: false,
      page_host: "shop.example",
      page_path: "/p/1",
      utm_source: "news",
      referrer_medium: "search",
      geo_city: "Berlin",
      zip_state: "NY",
      zip_median_income: 106_509,
      ip_prefix: "203.0.113.0/24",
      session_index: 1,
      session_event_index: 1,
      session_page_views: 1,
      is_new_session: true,
      enrichment_status: { geo: "ok", zip: "ok", session: "ok" },
      pipeline_version: "1.0.0",
    });
  });

  test("calls the sessions stale that a fail-over may have set back, and says it again when asked again", async () => {
    const pipeline = world();
    const at = (minute: number) => new Date(pipeline.now + minute * 60_000).toISOString();
    const event = (event_id: string, minute: number) => {
      const time = at(minute);
      return streamRecord([rawEvent({ event_id, client_created_at: time, received_at: time })]);
    };
    const before = pipeline.now;
    await pipeline.run([event("before", 0)]);
    pipeline.facts.server = { name: "two.", since: before + 60_000 };
    pipeline.now = before + 120_000;
    await pipeline.run([event("after", 0)]);
    await pipeline.run([event("again", 1)]);
    pipeline.now = before + 2 * HOUR;
    await pipeline.run([event("next session", 0)]);
    await pipeline.run([event("after", 2 - 120)]);
    const status = ({ event_id, enrichment_status }: Record<string, unknown>) => [
      event_id,
      (enrichment_status as Record<string, string>).session,
    ];
    expect(pipeline.lines.map(status)).toEqual([
      ["before", "ok"],
      ["after", "stale"],
      ["again", "stale"],
      ["next session", "ok"],
      ["after", "stale"],
    ]);
    expect(pipeline.text[4]).toBe(pipeline.text[1]);
  });

  describe("events beyond those that a state remembers", () => {
    const at = (second: number, override = {}) =>
      rawEvent({
        event_id: `e-${second}`,
        client_created_at: new Date(Date.parse("2026-03-04T09:00:00Z") + second * 1_000).toISOString(),
        received_at: new Date(Date.parse("2026-03-04T09:00:01Z") + second * 1_000).toISOString(),
        ...override,
      });
    const statusOf = ({ enrichment_status }: Record<string, unknown>) =>
      (enrichment_status as Record<string, string>).session;
    async function followed(override = {}) {
      const pipeline = world();
      const events = Array.from({ length: 60 }, (_, second) => at(second, override));
      for (const event of events) await pipeline.run([streamRecord([event])]);
      return { pipeline, events };
    }

    test("are exact as long as they come in their order", async () => {
      const { pipeline } = await followed();
      expect(pipeline.lines.map(statusOf)).toEqual(Array(60).fill("ok"));
      expect(pipeline.lines.at(-1)).toMatchObject({ session_event_index: 60 });
    });

    test("are doubtful, too, where they were forgotten for their age", async () => {
      const pipeline = world();
      await pipeline.run([streamRecord([at(0)])]);
      pipeline.now += 25 * HOUR;
      for (const hours of [25, 25.1])
        await pipeline.run([streamRecord([at(hours * 3_600)], { arrivalTime: pipeline.now })]);
      await pipeline.run([streamRecord([at(0)])]);
      expect(pipeline.lines.map(statusOf)).toEqual(["ok", "ok", "ok", "stale"]);
    });

    test.each([
      { description: "say when they happened", override: {}, arrivalTime: undefined },
      {
        description: "happened by the time of their arrival",
        override: { received_at: undefined, client_sent_at: "2026-03-04T09:00:00Z" },
        arrivalTime: Date.parse("2026-03-04T10:30:00Z"),
      },
    ])("are doubtful where they come a second time and $description", async ({ override, arrivalTime }) => {
      const { pipeline, events } = await followed(override);
      await pipeline.run([streamRecord([events[3]!], { ...(arrivalTime !== undefined && { arrivalTime }) })]);
      expect(statusOf(pipeline.lines.at(-1)!)).toBe("stale");
      await pipeline.run([streamRecord([at(60, override)])]);
      expect(statusOf(pipeline.lines.at(-1)!)).toBe("stale");
      await pipeline.run([streamRecord([events[58]!])]);
      expect(pipeline.text.at(-1)).toBe(pipeline.text[58]);
    });
  });

  test("remembers before it emits, and emits before it files failures", async () => {
    const pipeline = world();
    await pipeline.run([streamRecord([rawEvent(), "no json"])]);
    expect(pipeline.effects).toEqual(["remember", "put", "fail"]);
  });

  test.each([
    { description: "no JSON", line: "{broken", stage: "decode", reason: "not_json" },
    { description: "a list", line: "[1]", stage: "decode", reason: "not_an_object" },
    { description: "a scalar", line: "7", stage: "decode", reason: "not_an_object" },
    {
      description: "a missing field",
      line: '{"event_id":"bad"}',
      stage: "validate",
      reason: "schema_violation",
    },
  ])("a line that is $description fails alone, with its own bytes", async ({ line, stage, reason }) => {
    const pipeline = world();
    const record = streamRecord([rawEvent({ event_id: "a" }), line, rawEvent({ event_id: "b" })]);
    expect(await pipeline.run([record])).toEqual([]);
    expect(pipeline.lines.map(({ event_id }) => event_id)).toEqual(["a", "b"]);
    expect(pipeline.failures).toHaveLength(1);
    expect(pipeline.failures[0]).toMatchObject({ stage, reason });
    expect(Buffer.from(pipeline.failures[0]!.payload).toString()).toBe(line);
    expect(pipeline.failures[0]!.source).toMatchObject({
      sequence_number: record.sequenceNumber,
      subsequence_number: 1,
      arrival_time: "2026-03-04T10:00:01.500Z",
    });
  });

  test("bytes that are not UTF-8 fail as they are, and are not repaired", async () => {
    const pipeline = world();
    const bytes = Buffer.concat([Buffer.from('{"event_id":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    await pipeline.run([streamRecord(bytes)]);
    expect(Buffer.from(pipeline.failures[0]!.payload).equals(bytes)).toBe(true);
    expect(pipeline.failures[0]).toMatchObject({ stage: "decode", reason: "not_json" });
  });

  test("an event whose pack was refused brings its record back; the others stay done", async () => {
    const pipeline = world();
    pipeline.refuse.enriched = ({ data }) => (Buffer.from(data).includes('"b"') ? {} : undefined);
    const [a, b] = [
      streamRecord([rawEvent({ event_id: "a", metadata: { source: "web" } })]),
      streamRecord([rawEvent({ event_id: "b", metadata: { source: "ios" } })]),
    ];
    expect(await pipeline.run([a!, b!])).toEqual([b!.sequenceNumber]);
  });

  test("a pack that was refused brings back the record of each of its events", async () => {
    const pipeline = world();
    pipeline.refuse.enriched = () => ({});
    const records = ["a", "b", "c"].map((event_id) => streamRecord([rawEvent({ event_id })]));
    const again = await pipeline.run(records);
    expect([...again].sort()).toEqual(records.map(({ sequenceNumber }) => sequenceNumber).sort());
    expect(pipeline.lines).toEqual([]);
  });

  test("an event that the stream will never take becomes a failed event", async () => {
    const pipeline = world();
    pipeline.refuse.enriched = () => ({ retriable: false, code: "ValidationException" });
    expect(await pipeline.run([streamRecord([rawEvent()])])).toEqual([]);
    expect(pipeline.failures[0]).toMatchObject({ stage: "enrich", reason: "unpublishable", event_id: "e-1" });
  });

  test("failures are to be filed by the deadline of the invocation", async () => {
    const pipeline = world();
    await pipeline.run([streamRecord(["x"])]);
    expect(pipeline.filedBy).toEqual([invocation.deadline]);
  });

  test("a failure that cannot be filed brings its record back", async () => {
    const pipeline = world();
    pipeline.refuse.failures = true;
    const [good, bad] = [streamRecord([rawEvent()]), streamRecord(["no json"])];
    expect(await pipeline.run([good!, bad!])).toEqual([bad!.sequenceNumber]);
  });
});

describe("redelivery", () => {
  const batch = [
    streamRecord([
      rawEvent({ event_id: "a" }),
      rawEvent({ event_id: "b", event_name: "add_to_cart", price: 5 }),
    ]),
    streamRecord([
      rawEvent({ event_id: "c", user_id: "u-2" }),
      rawEvent({ event_id: "d", event_name: "purchase" }),
    ]),
  ];

  test("writes the same bytes again, though the clock and the look-ups have moved on", async () => {
    const pipeline = world();
    await pipeline.run(batch);
    const first = [...pipeline.text];
    const states = new Map(pipeline.facts.states);
    pipeline.text.length = 0;
    pipeline.now += HOUR;
    pipeline.facts.places.set("203.0.113.7", {
      country: "XX",
      region: "",
      city: "",
      latitude: 0,
      longitude: 0,
      timezone: "",
    });
    await pipeline.run(batch);
    expect(pipeline.text).toEqual(first);
    expect(pipeline.facts.states).toEqual(states);
  });

  test("after any cut of the batch, the figures are those of one delivery", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 6 }), async (cuts) => {
        const once = world();
        await once.run(batch);
        const often = world();
        for (const cut of cuts) await often.run(batch.slice(0, cut));
        await often.run(batch);
        const last = new Map(often.lines.map((line) => [line.event_id, line]));
        expect([...last.values()]).toEqual(once.lines);
      }),
    );
  });

  test("a lost race folds again on what the other writer left", async () => {
    const pipeline = world();
    await pipeline.run([streamRecord([rawEvent({ event_id: "a" })])]);
    const { read } = pipeline.facts;
    const stale = new Map(pipeline.facts.states);
    await pipeline.run([streamRecord([rawEvent({ event_id: "b" })])]);
    let reads = 0;
    pipeline.facts.read = async (wanted, deadline) => {
      reads += 1;
      return { ...(await read(wanted, deadline)), ...(reads === 1 ? { states: stale } : {}) };
    };
    const racing = world({ facts: pipeline.facts });
    await racing.run([streamRecord([rawEvent({ event_id: "c" })])]);
    expect(racing.lines[0]).toMatchObject({ event_id: "c", session_event_index: 3 });
    expect(racing.effects).toEqual(["remember", "remember", "put"]);
  });

  test("a race that a fail-over decided is told by the server that holds the state then", async () => {
    const pipeline = world();
    await pipeline.run([streamRecord([rawEvent({ event_id: "a" })])]);
    const { compareAndSet } = pipeline.facts;
    pipeline.facts.compareAndSet = async (writes) => {
      pipeline.facts.compareAndSet = compareAndSet;
      pipeline.facts.server = { name: "two.", since: pipeline.now };
      return new Set(writes.map(({ device }) => device));
    };
    await pipeline.run([streamRecord([rawEvent({ event_id: "b" })])]);
    expect(pipeline.lines[1]).toMatchObject({ event_id: "b", enrichment_status: { session: "stale" } });
    expect(pipeline.facts.states.get("u-1")).toMatch(/^two\./);
  });
});

describe("Redis out of reach", () => {
  test("wait: the batch fails before anything is written", async () => {
    const pipeline = world({ outage: "wait" });
    pipeline.facts.down = true;
    await expect(pipeline.run([streamRecord([rawEvent(), "no json"])])).rejects.toThrow(
      "Session state is out of reach",
    );
    expect(pipeline.effects).toEqual([]);
  });

  test("degrade: events pass at once and say that their session is missing", async () => {
    const pipeline = world({ outage: "degrade" });
    pipeline.facts.down = true;
    expect(await pipeline.run([streamRecord([rawEvent({ ip: "203.0.113.7" })])])).toEqual([]);
    expect(pipeline.lines[0]).toMatchObject({ enrichment_status: { geo: "missing", session: "missing" } });
    expect(pipeline.lines[0]).not.toHaveProperty("session_index");
  });

  test("degrade: an error that is no outage of Redis is none, and the batch comes again", async () => {
    const pipeline = world({ outage: "degrade" });
    pipeline.facts.compareAndSet = async () => {
      throw new TypeError("a mistake");
    };
    await expect(pipeline.run([streamRecord([rawEvent()])])).rejects.toThrow("a mistake");
    expect(pipeline.effects).toEqual([]);
  });
});

describe("a state that this version cannot read", () => {
  test.each([
    { description: "of a newer format", stored: `${"v".repeat(20)}\nf9\t3\t1\tanything` },
    { description: "that another program wrote", stored: "hello" },
  ])(
    "$description counts as lost: the event says so, and the next one has a state again",
    async ({ stored }) => {
      const pipeline = world();
      pipeline.facts.states.set("u-1", stored);
      expect(await pipeline.run([streamRecord([rawEvent({ event_id: "a" })])])).toEqual([]);
      expect(pipeline.lines[0]).toMatchObject({ session_index: 1, enrichment_status: { session: "stale" } });
      await pipeline.run([streamRecord([rawEvent({ event_id: "b" })])]);
      expect(pipeline.lines[1]).toMatchObject({ session_index: 1, session_event_index: 2 });
      expect(pipeline.lines[1]).toMatchObject({ enrichment_status: { session: "stale" } });
    },
  );
});
