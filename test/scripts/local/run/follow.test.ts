import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import type { KinesisRecord } from "../../../../scripts/local/aws/contract.ts";
import { follow, type Watched } from "../../../../scripts/local/run/follow.ts";
import { Ledger } from "../../../../scripts/local/run/ledger.ts";
import { Live } from "../../../../scripts/local/run/live.ts";
import type { Places } from "../../../../scripts/local/run/places.ts";

const places: Places = {
  rawStream: "raw",
  enrichedStream: "enriched",
  predictionsTable: "predictions",
  cursorsTable: "cursors",
  failedBucket: "failed",
  failedQueue: "queue",
  failedPrefix: "failed/",
  archiveBucket: "archive",
};

function followed(watched: Watched = {}) {
  const ledger = new Ledger({
    followPredictions: true,
    file: "/nowhere/to/be/written",
    places: 256,
    onFault(error) {
      throw error;
    },
  });
  const objects = new Map<string, Buffer>();
  const live = new Live();
  const follower = follow(ledger, live);
  const get = async (_bucket: string, key: string) => objects.get(key);
  follower.watch(places, { s3: { get } } as unknown as Parameters<typeof follower.watch>[1], watched);
  const store = async (key: string, body: Buffer) => {
    objects.set(key, body);
    follower.taps.onS3Put!("failed", key);
    await follower.settled();
  };
  return { ledger, live, store, taps: follower.taps };
}

const record = (text: string): KinesisRecord => ({
  sequenceNumber: "1",
  partitionKey: "k",
  arrivalTime: 0,
  data: Buffer.from(text),
});

const rows = (...components: string[]) =>
  gzipSync(
    components
      .map((component, at) =>
        JSON.stringify({
          failure_id: `${component}-${at}`,
          stage: "produce",
          reason: "schema_violation",
          event_id: `failed by ${component}`,
          payload_sha256: "",
          errors: [],
          component,
        }),
      )
      .join("\n"),
  );

test("what the producer of a foreign index puts, or cannot put, is what the source hands over", async () => {
  const { ledger, store, taps } = followed({
    producer: { accessKeyId: "LOCAL.produce", component: "produce" },
  });
  const pack = '{"event_id":"a"}\n{"event_id":"b"}';
  taps.onKinesisPut!("raw", [record(pack)], "LOCAL.produce");
  taps.onKinesisPut!("raw", [record('{"event_id":"c"}')], "AKIAEXAMPLE");
  taps.onKinesisPut!("raw", [record('{"event_id":"d"}')], "");
  taps.onKinesisPut!("raw", [record('{"event_id":"e"}')], undefined);
  await store("failed/one", rows("produce", "send"));
  expect([ledger.arrivals.handed, ledger.arrivals.fromOthers]).toEqual([3, 4]);
});

test("a row that stands for many lines counts each of them, and none that went on", async () => {
  const { ledger, store, taps } = followed();
  const lines = ["one", "two", '{"event_id":"e-1"}', '{"event_id":"e-2"}'];
  taps.onKinesisPut!("raw", [record(lines.join("\n"))]);
  taps.onKinesisPut!("enriched", [record('{"event_id":"e-2","event_name":"click"}')]);
  const row = { stage: "decode", reason: "not_json", payload_sha256: "", errors: [], component: "enrich" };
  const payload = Buffer.from(lines.join("\n")).toString("base64");
  const body = gzipSync(
    `${JSON.stringify({ ...row, failure_id: "f-decode", lines: lines.length, payload })}\n`,
  );
  await store("failed/1.gz", body);
  await store("failed/2.gz", body);
  const { raw, enriched, failed, outstanding } = ledger;
  expect({ raw, enriched, failed }).toEqual({ raw: 4, enriched: 1, failed: { decode: { not_json: 3 } } });
  expect(outstanding.enrich).toBe(0);
});

test("without a producer to know by, everything that the source did not hand over is of others", () => {
  const { ledger, taps } = followed();
  taps.onKinesisPut!("raw", [record('{"event_id":"a"}')], "LOCAL.produce");
  expect([ledger.arrivals.handed, ledger.arrivals.fromOthers]).toEqual([0, 1]);
});

test.each([
  { description: "no gzip", body: Buffer.from("hello") },
  { description: "no JSON", body: gzipSync("hello") },
])("an object of somebody else's among the failed events is none: $description", async ({ body }) => {
  const { ledger, store } = followed();
  await store("failed/theirs", body);
  await store("failed/ours", rows("send"));
  expect(ledger.failedAt("produce")).toBe(1);
});

test("the index is told how far it was read for good, and nothing of another index", () => {
  const settled: string[] = [];
  const { taps } = followed({ read: { name: "clicks", onSettled: (before) => settled.push(before) } });
  const item = (source: string, state: object) => ({
    source: { S: source },
    version: { N: "1" },
    state: { S: JSON.stringify(state) },
  });
  taps.onDynamoWrite!("cursors", [item("elasticsearch/clicks", { cursor: "2026", seen: [] })]);
  taps.onDynamoWrite!("cursors", [item("elasticsearch/other", { settled: "2024", seen: [] })]);
  taps.onDynamoWrite!("cursors", [{ source: { S: "elasticsearch/clicks#seen/0" } }]);
  taps.onDynamoWrite!("elsewhere", [item("elasticsearch/clicks", { settled: "2023", seen: [] })]);
  taps.onDynamoWrite!("cursors", [
    item("elasticsearch/clicks", { cursor: "2026", settled: "2025", seen: [] }),
  ]);
  expect(settled).toEqual(["2025"]);
});

test("the events shown are the lines of their records, the newest first, without what is no event", () => {
  const { live, taps } = followed();
  const line = (id: string) => JSON.stringify({ event_id: id, event_name: "click" });
  const put = (data: Buffer) =>
    taps.onKinesisPut!("enriched", [{ sequenceNumber: "1", partitionKey: "k", arrivalTime: 0, data }]);
  put(Buffer.from([line("a"), "no event", line("b")].join("\n")));
  put(gzipSync([line("c"), line("d")].join("\n")));
  put(Buffer.from(line("e")));
  expect([...live.newestLines()].map(String)).toEqual(["e", "d", "c", "b", "a"].map(line));
});
