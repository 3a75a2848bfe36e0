import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import type { FirehoseTransformationEvent } from "aws-lambda";
import fc from "fast-check";
import { type ArchiveCounts, archiveHandler } from "../../../functions/archive/handler.ts";
import { partitionKey } from "../../../shared/archive-partition.ts";
import type { Failure } from "../../../shared/failure/failed-event.ts";
import { replayKey } from "../../../shared/failure/replayed.ts";
import {
  FIREHOSE_ACTIVE_PARTITIONS,
  FIREHOSE_RECORD_BYTES,
  INVOCATION_BYTES,
} from "../../../shared/limits.ts";
import { anyText } from "../../builders/any-text.ts";
import { ARCHIVE_NOW, archivedLine, filingRules } from "./builders.ts";

const invocation = { deadline: ARCHIVE_NOW + 60_000, functionArn: "arn", requestId: "r" };

function firehose(packs: (string | Uint8Array)[], recordKey = "web"): FirehoseTransformationEvent {
  return {
    invocationId: "i",
    deliveryStreamArn: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/events",
    sourceKinesisStreamArn: "arn:aws:kinesis:eu-west-1:123456789012:stream/enriched",
    region: "eu-west-1",
    records: packs.map((pack, index) => ({
      recordId: `record-${index}`,
      approximateArrivalTimestamp: 1_772_366_400_000,
      data: Buffer.from(pack as string).toString("base64"),
      kinesisRecordMetadata: {
        shardId: "shardId-000000000000",
        partitionKey: recordKey,
        approximateArrivalTimestamp: 1_772_366_400_000,
        sequenceNumber: String(100 + index),
        subsequenceNumber: "",
      },
    })),
  };
}

async function run(
  packs: (string | Uint8Array)[],
  refuses: (failure: Failure) => boolean = () => false,
  recordKey?: string,
) {
  const published: Failure[] = [];
  const direct: { key: string; lines: string[] }[] = [];
  const counts: ArchiveCounts[] = [];
  const handle = archiveHandler({
    failures: {
      async publish(failures) {
        published.push(...failures.filter((failure) => !refuses(failure)));
        return failures.filter(refuses);
      },
    },
    rules: filingRules,
    now: () => ARCHIVE_NOW,
    async writeDirect({ partition, lines }) {
      const texts = lines.flatMap((each) => Buffer.from(each).toString().trim().split("\n"));
      direct.push({ key: partitionKey(partition), lines: texts });
    },
    report: (each) => counts.push(each),
  });
  const { records } = await handle(firehose(packs, recordKey), invocation);
  const texts = records.map(({ data }) => data && Buffer.from(data, "base64").toString());
  return { records, texts, published, direct, counts: counts[0]! };
}

describe("archiveHandler", () => {
  test("hands a good pack on with its partition, one event a line", async () => {
    const pack = [archivedLine({ event_id: "a" }), archivedLine({ event_id: "é" })].join("\n");
    const { records, texts, counts } = await run([pack]);
    expect(records[0]).toMatchObject({
      recordId: "record-0",
      result: "Ok",
      metadata: { partitionKeys: { source: "web", dt: "2026-03-01", hour: "12" } },
    });
    expect(texts).toEqual([`${pack}\n`]);
    expect(counts).toEqual({ archived: 2, direct: 0, failed: 0, kept: 0 });
  });

  test("takes a bad line out and keeps its bytes and place", async () => {
    const { records, texts, published } = await run([
      [archivedLine(), "not json", archivedLine({ event_id: "b" })].join("\n"),
    ]);
    expect(records[0]!.result).toBe("Ok");
    expect(texts).toEqual([`${archivedLine()}\n${archivedLine({ event_id: "b" })}\n`]);
    expect(published).toMatchObject([
      {
        stage: "archive",
        reason: "conversion_failed",
        source: {
          stream: "enriched",
          shard_id: "shardId-000000000000",
          sequence_number: "100",
          subsequence_number: 1,
        },
      },
    ]);
    expect(Buffer.from(published[0]!.payload).toString()).toBe("not json");
  });

  test.each([
    { what: "the lines of a pack", pack: "bad\nand bad", marked: [true, false] },
    { what: "a pack that cannot be unpacked", pack: gzipSync("bad").subarray(0, 12), marked: [true] },
  ])("knows by its record's key what was replayed, which stands first: $what", async ({ pack, marked }) => {
    const replayed = {
      replay_of: `${"0".repeat(32)}-archive`,
      replay_count: 2,
      first_failed_at: "2026-02-01T00:00:00.000Z",
    };
    const { published } = await run([pack], () => false, replayKey(replayed));
    expect(published).toMatchObject(marked.map((isMarked) => (isMarked ? replayed : {})));
    expect(published.map((failure) => "replay_of" in failure)).toEqual(marked);
  });

  test("takes a line of another partition out, to be packed by itself later", async () => {
    const other = archivedLine({ event_id: "b", event_time: "2026-03-01T13:00:00.000Z" });
    const { texts, published } = await run([[archivedLine(), other].join("\n")]);
    expect(texts).toEqual([`${archivedLine()}\n`]);
    expect(published).toMatchObject([{ reason: "transform_failed", event_id: "b" }]);
  });

  test.each([
    { what: "of one wanted source", sources: ["web", "web"], folder: "web" },
    { what: "of one other source", sources: ["blog", "blog"], folder: "other" },
    { what: "of two wanted sources", sources: ["web", "shop"], folder: "other" },
    { what: "of two other sources", sources: ["a", "b"], folder: "other" },
    { what: "of three, the first once more at the end", sources: ["web", "a", "web"], folder: "other" },
  ])("files a pack $what under $folder, and no line of it fails", async ({ sources, folder }) => {
    const { records, published, counts } = await run([
      sources.map((source, index) => archivedLine({ event_id: String(index), source })).join("\n"),
    ]);
    expect(records[0]!.metadata?.partitionKeys).toEqual({ source: folder, dt: "2026-03-01", hour: "12" });
    expect(published).toEqual([]);
    expect(counts.archived).toBe(sources.length);
  });

  test("takes a pack of the version before, whose lines name no source, and names it", async () => {
    const { records, texts } = await run([
      `${archivedLine({ source: undefined })}\n${archivedLine({ event_id: "b" })}`,
    ]);
    expect(records[0]!.metadata?.partitionKeys).toMatchObject({ source: "web" });
    const events = texts[0]!
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text));
    expect(events.map(({ source }) => source)).toEqual(["web", "web"]);
  });

  const at = (event_time: string, event_id = event_time) => archivedLine({ event_id, event_time });

  test("writes what is of an hour that Firehose is not given, an object a partition", async () => {
    const [old, older] = ["2026-01-01T05:10:00.000Z", "2015-07-01T00:00:00.000Z"];
    const { records, direct, counts } = await run([
      `${at(old, "1")}\n${at(old, "2")}`,
      at(older),
      archivedLine(),
      `${at(old, "3")}\nbad`,
    ]);
    expect(records.map(({ result }) => result)).toEqual(["Dropped", "Dropped", "Ok", "Dropped"]);
    expect(direct).toEqual([
      { key: "dt=2026-01-01/hour=05/source=web", lines: ["1", "2", "3"].map((id) => at(old, id)) },
      { key: "dt=2015-07-01/hour=00/source=web", lines: [at(older)] },
    ]);
    expect(counts).toEqual({ archived: 5, direct: 4, failed: 1, kept: 0 });
  });

  test("leaves a record of such an hour to Firehose as a whole when a failure of it was not handed over", async () => {
    const { records, direct } = await run([`${at("2026-01-01T05:10:00.000Z")}\nbad`], () => true);
    expect(records[0]!.result).toBe("ProcessingFailed");
    expect(direct).toEqual([]);
  });

  test("leaves to Firehose whole records of such an hour that are not written by the deadline", async () => {
    let time = ARCHIVE_NOW;
    const deadline = ARCHIVE_NOW + 1_000;
    const counts: ArchiveCounts[] = [];
    const deadlines: number[] = [];
    const handle = archiveHandler({
      failures: { publish: async () => [] },
      rules: filingRules,
      now: () => time,
      async writeDirect({ partition }, until) {
        deadlines.push(until);
        if (partition.hour !== "01") return;
        time = deadline;
        throw Object.assign(new Error("no response"), { name: "TimeoutError" });
      },
      report: (each) => counts.push(each),
    });
    const hours = ["00", "01", "01"].map((hour, index) => at(`2026-01-01T${hour}:10:00.000Z`, String(index)));
    const packs = [hours[0]!, `${hours[1]}\nbad`, archivedLine(), hours[2]!];
    const { records } = await handle(firehose(packs), { ...invocation, deadline });
    expect(records.map(({ result }) => result)).toEqual([
      "Dropped",
      "ProcessingFailed",
      "Ok",
      "ProcessingFailed",
    ]);
    expect(deadlines).toEqual([deadline, deadline]);
    expect(counts).toEqual([{ archived: 2, direct: 1, failed: 0, kept: 2 }]);
  });

  test.each([
    { what: "before the first day", event_time: "2008-12-31T23:59:59.999Z", seen: false },
    { what: "on the first day", event_time: "2009-01-01T00:00:00.000Z", seen: true },
    { what: "tomorrow", event_time: "2026-03-02T23:59:59.999Z", seen: true },
    { what: "after tomorrow", event_time: "2026-03-03T00:00:00.000Z", seen: false },
  ])("files nothing where no query looks: an event $what", async ({ event_time, seen }) => {
    const { published, counts } = await run([at(event_time)]);
    expect(counts).toMatchObject({ archived: seen ? 1 : 0, failed: seen ? 0 : 1, kept: 0 });
    const why = {
      reason: "transform_failed",
      errors: [{ path: "/event_time", actual: event_time.slice(0, 10) }],
    };
    expect(published).toMatchObject(seen ? [] : [why]);
  });

  test("gives Firehose no more partitions than it holds, whatever hours and sources come", async () => {
    const packs = Array.from({ length: 3000 }, (_, index) =>
      archivedLine({
        event_time: new Date(ARCHIVE_NOW + (1000 - index) * 3_600_000).toISOString(),
        source: ["web", "shop", `site-${index}`][index % 3],
      }),
    );
    const { records, counts } = await run(packs);
    const open = records.filter(({ result }) => result === "Ok");
    const partitions = new Set(open.map(({ metadata }) => JSON.stringify(metadata?.partitionKeys)));
    expect(partitions.size).toBeGreaterThan(100);
    expect(partitions.size * filingRules.folders.size).toBeLessThan(FIREHOSE_ACTIVE_PARTITIONS);
    expect(counts.archived + counts.failed).toBe(packs.length);
  });

  test("drops a record of which nothing is left only because every line is a failed event", async () => {
    const { records, published } = await run(["not json\nnor this"]);
    expect(records).toEqual([{ recordId: "record-0", result: "Dropped" }]);
    expect(published).toHaveLength(2);
  });

  test("leaves the bytes to Firehose when a failed event could not be handed over", async () => {
    const { records, counts } = await run([`${archivedLine()}\nbad`, archivedLine()], () => true);
    expect(records.map(({ result }) => result)).toEqual(["ProcessingFailed", "Ok"]);
    expect(counts).toEqual({ archived: 1, direct: 0, failed: 0, kept: 1 });
  });

  test("throws when the failed-events path is broken, before it answers anything", async () => {
    const publish = () => Promise.reject(new Error("no queue"));
    const handle = archiveHandler({
      failures: { publish },
      rules: filingRules,
      now: () => ARCHIVE_NOW,
      writeDirect: async () => undefined,
      report: () => undefined,
    });
    await expect(handle(firehose(["bad"]), invocation)).rejects.toThrow("no queue");
  });

  test("throws when lines that Firehose is not given could not be written, so that the batch comes again", async () => {
    const handle = archiveHandler({
      failures: { publish: async () => [] },
      rules: filingRules,
      now: () => ARCHIVE_NOW,
      writeDirect: () => Promise.reject(new Error("no bucket")),
      report: () => undefined,
    });
    const answered = handle(firehose([at("2015-07-01T00:00:00.000Z")]), invocation);
    await expect(answered).rejects.toThrow("no bucket");
  });

  test.each([
    { what: "gzip", pack: gzipSync(`${archivedLine()}\n${archivedLine()}`), lines: 2 },
    {
      what: "one event over several lines",
      pack: JSON.stringify(JSON.parse(archivedLine()), null, 2),
      lines: 1,
    },
    { what: "blank lines and CR LF", pack: `${archivedLine()}\r\n\r\n${archivedLine()}\r\n`, lines: 2 },
  ])("takes $what", async ({ pack, lines }) => {
    const { texts, published } = await run([pack]);
    expect(published).toEqual([]);
    const found = texts[0]!.split("\n").filter((text) => text.trim() !== "");
    expect(found.map((text) => JSON.parse(text))).toEqual(Array(lines).fill(JSON.parse(archivedLine())));
  });

  test("files a pack that cannot be unpacked as it stands", async () => {
    const broken = gzipSync(archivedLine()).subarray(0, 30);
    const { records, published } = await run([broken]);
    expect(records[0]!.result).toBe("Dropped");
    expect(published).toMatchObject([{ stage: "archive", reason: "bad_aggregate" }]);
    expect(Buffer.from(published[0]!.payload)).toEqual(Buffer.from(broken));
  });

  const linesOf = (pack: number, length: number) =>
    Array.from({ length }, (_, index) => archivedLine({ event_id: `${pack}-${index}` }));

  test.each([
    { what: "zstd", pack: (lines: string) => zstdCompressSync(lines) },
    { what: "no compression", pack: (lines: string) => lines },
  ])("never answers more than Lambda may, and writes the rest itself: $what", async ({ pack }) => {
    const all = Array.from({ length: 40 }, (_, number) => linesOf(number, 1500));
    const { records, texts, direct, counts } = await run(all.map((lines) => pack(lines.join("\n"))));
    expect(JSON.stringify({ records }).length).toBeLessThan(INVOCATION_BYTES);
    expect(new Set(records.map(({ result }) => result))).toEqual(new Set(["Ok", "Dropped"]));
    const archived = [
      ...texts.flatMap((text) => text?.trim().split("\n") ?? []),
      ...direct.flatMap((each) => each.lines),
    ];
    expect(archived.sort()).toEqual(all.flat().sort());
    expect(counts).toMatchObject({ archived: 60_000, failed: 0, kept: 0 });
    expect(counts.direct).toBe(direct.flatMap((each) => each.lines).length);
  });

  test("writes a pack itself that inflates to more than a Firehose record holds", async () => {
    const large = linesOf(0, Math.ceil(FIREHOSE_RECORD_BYTES / archivedLine().length) + 1);
    const { records, direct } = await run([zstdCompressSync(large.join("\n")), archivedLine()]);
    expect(records.map(({ result }) => result)).toEqual(["Dropped", "Ok"]);
    expect(direct).toEqual([{ key: "dt=2026-03-01/hour=12/source=web", lines: large }]);
  });

  test("keeps no room for what it does not answer with", async () => {
    const packs = Array.from({ length: 40 }, (_, number) => linesOf(number, 1500).join("\n"));
    const { records } = await run([...packs.map((pack) => `bad\n${pack}`), archivedLine()], () => true);
    expect(records.at(-1)!.result).toBe("Ok");
  });

  const oneLine = fc.oneof(
    fc.integer().map((id) => archivedLine({ event_id: String(id) })),
    fc
      .integer({ min: 0, max: 23 })
      .map((hour) => archivedLine({ event_time: `2026-03-01T${String(hour).padStart(2, "0")}:00:00.000Z` })),
    anyText({ minLength: 1 }).map((text) => JSON.stringify(text)),
    fc.constantFrom("{", "[]", '{"event_id":1}'),
  );

  test("whatever stands in the packs, each record is answered and each line is archived, failed or kept once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(oneLine, { minLength: 1, maxLength: 8 }), { maxLength: 6 }),
        fc.infiniteStream(fc.boolean()),
        async (drawn, fate) => {
          // Each line another event: what was written is told by its text.
          let ids = 0;
          const packs = drawn.map((lines) =>
            lines.map((each) => each.replace(/"event_id":"[^"]*"/, () => `"event_id":"e${++ids}"`)),
          );
          const texts = packs.map((lines) => lines.join("\n"));
          const verdicts = new Map<string, boolean>();
          const refuses = ({ source }: Failure) => {
            const place = `${source.sequence_number}/${source.subsequence_number}`;
            if (!verdicts.has(place)) verdicts.set(place, fate.next().value! && fate.next().value!);
            return verdicts.get(place)!;
          };
          const answer = await run(texts, refuses);
          expect(answer.records.map(({ recordId }) => recordId)).toEqual(
            packs.map((_, index) => `record-${index}`),
          );
          const written = new Set(answer.direct.flatMap(({ lines }) => lines));
          for (const [index, lines] of packs.entries()) {
            const handed = (answer.texts[index] ?? "").split("\n").filter(Boolean);
            const archived =
              answer.records[index]!.result === "Dropped"
                ? lines.filter((each) => written.has(each))
                : handed;
            const failed = answer.published
              .filter(({ source }) => source.sequence_number === String(100 + index))
              .map(({ payload }) => Buffer.from(payload).toString());
            if (answer.records[index]!.result === "ProcessingFailed") continue;
            expect([...archived, ...failed].sort()).toEqual([...lines].sort());
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
