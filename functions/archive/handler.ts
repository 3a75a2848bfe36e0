import type {
  FirehoseTransformationEvent,
  FirehoseTransformationEventRecord,
  FirehoseTransformationResult,
  FirehoseTransformationResultRecord,
} from "aws-lambda";
import { streamName } from "../../shared/aws/trigger.ts";
import type { FailureSink, Source } from "../../shared/failure/failed-event.ts";
import { fileFailures, firstIndexOf } from "../../shared/failure/place.ts";
import { replayedByKey } from "../../shared/failure/replayed.ts";
import type { Handler } from "../../shared/lambda.ts";
import { FIREHOSE_RECORD_BYTES, INVOCATION_BYTES } from "../../shared/limits.ts";
import type { CheckLine } from "./check.ts";
import { type DirectLines, type WriteDirect, writeAll } from "./direct.ts";
import { type FilingRules, filingAt } from "./filing.ts";
import { type Transformed, transformPack } from "./transform.ts";

export interface ArchiveParts {
  failures: FailureSink;
  rules: FilingRules;
  /** By the columns of the table; those of the core unless it is given. */
  checkLine?: CheckLine;
  /** Takes the events of hours that Firehose is not given. Throws when they are not safe. */
  writeDirect: WriteDirect;
  /** Epoch ms. */
  now(): number;
  /** Called once an invocation. */
  report(counts: ArchiveCounts): void;
}

export interface ArchiveCounts {
  archived: number;
  /** Of these, the ones that did not go by Firehose. */
  direct: number;
  failed: number;
  /** Records whose bytes Firehose was left to keep. */
  kept: number;
}

interface Work {
  record: FirehoseTransformationEventRecord;
  data: Uint8Array;
  pack: Transformed;
}

type Result = FirehoseTransformationResultRecord;

/**
 * Answers every record of a Firehose batch: the lines that fit the table with the partition they belong to, while
 * the others go to the failed events. Lines of hours that Firehose is not given, a backfill's, are written here. There
 * is no circuit breaker: a batch that throws comes back only three times and then lies unsorted under an error prefix,
 * where a failed event can be counted, queried and replayed.
 */
export function archiveHandler({
  failures,
  rules,
  checkLine,
  writeDirect,
  now,
  report,
}: ArchiveParts): Handler<FirehoseTransformationEvent, FirehoseTransformationResult> {
  return async (event, { deadline }) => {
    const stream = streamOf(event);
    const filing = filingAt(rules, now());
    const work = event.records.map((record): Work => {
      const data = Buffer.from(record.data, "base64");
      const replayed = replayedByKey(record.kinesisRecordMetadata?.partitionKey ?? "");
      return {
        record,
        data,
        pack: transformPack(data, sourceOf(stream, record), filing, replayed, checkLine),
      };
    });
    /** Before the answer: a line may leave the pack only once it is safe elsewhere. */
    const failed = work.flatMap((each) => each.pack.failures.map((failure) => ({ record: each, failure })));
    const again = await fileFailures(failed, failures, deadline);
    await writeAll(directLines(work, again), writeDirect);
    const room = { left: ANSWER_BYTES };
    const records = work.map((each) => answer(each, again, room));
    report(countsOf(work, records));
    return { records };
  };
}

/** The answer's bytes, with what JSON and the partition keys add to each record kept apart. */
const ANSWER_BYTES = INVOCATION_BYTES - 64 * 1024;
const RECORD_OVERHEAD_BYTES = 512;

function answer(work: Work, again: ReadonlySet<Work>, room: { left: number }): Result {
  const { record, data, pack } = work;
  const { recordId } = record;
  /** Firehose then keeps the record's bytes under its error prefix. */
  const keep: Result = { recordId, result: "ProcessingFailed" };
  room.left -= RECORD_OVERHEAD_BYTES;
  if (again.has(work)) return keep;
  /** Dropped counts as success, which is true here: every line is written or a failed event by now. */
  if (!pack.partition || !pack.open) return { recordId, result: "Dropped" };
  if (pack.lines.byteLength > FIREHOSE_RECORD_BYTES) return keep;
  const text = pack.lines === data ? closed(record.data, data) : base64(pack.lines);
  /** Cannot happen with the declared 1 MB buffer; an answer that is too large would fail all of its records. */
  if (text.length > room.left) return keep;
  room.left -= text.length;
  return { recordId, result: "Ok", data: text, metadata: { partitionKeys: { ...pack.partition } } };
}

/** Of a record whose bytes Firehose keeps nothing is written: it comes again as a whole. */
const directLines = (work: readonly Work[], again: ReadonlySet<Work>): DirectLines[] =>
  work.flatMap((each) => {
    const { partition, open, lines } = each.pack;
    return partition === undefined || open || again.has(each) ? [] : [{ partition, lines: [lines] }];
  });

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");

const NEWLINE = 0x0a;

/** A pack's base64 with a line end after its last event, without encoding the rest of it again. */
function closed(text: string, data: Uint8Array): string {
  if (data.at(-1) === NEWLINE) return text;
  const triples = Math.floor(data.byteLength / 3);
  return text.slice(0, triples * 4) + base64(Uint8Array.of(...data.subarray(triples * 3), NEWLINE));
}

function countsOf(work: readonly Work[], results: readonly Result[]): ArchiveCounts {
  const counts: ArchiveCounts = { archived: 0, direct: 0, failed: 0, kept: 0 };
  for (const [index, { pack }] of work.entries()) {
    const { result } = results[index]!;
    if (result === "ProcessingFailed") counts.kept += 1;
    else {
      counts.archived += pack.archived;
      if (!pack.open) counts.direct += pack.archived;
      counts.failed += pack.failures.length;
    }
  }
  return counts;
}

function streamOf({ sourceKinesisStreamArn, deliveryStreamArn }: FirehoseTransformationEvent): string {
  return streamName(sourceKinesisStreamArn ?? deliveryStreamArn);
}

/** Without a Kinesis source the record has no place but the name that Firehose gave it. */
function sourceOf(stream: string, record: FirehoseTransformationEventRecord): Source {
  const kinesis = record.kinesisRecordMetadata;
  const arrival = kinesis?.approximateArrivalTimestamp ?? record.approximateArrivalTimestamp;
  return {
    stream,
    shard_id: kinesis?.shardId ?? "",
    sequence_number: kinesis?.sequenceNumber ?? record.recordId,
    subsequence_number: firstIndexOf(kinesis?.subsequenceNumber),
    arrival_time: new Date(arrival).toISOString(),
  };
}
