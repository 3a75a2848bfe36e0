import type {
  FirehoseTransformationEvent,
  FirehoseTransformationEventRecord,
  FirehoseTransformationResult,
  FirehoseTransformationResultRecord,
} from "aws-lambda";
import { streamName } from "../../shared/aws/trigger.ts";
import type { FailureSink, FailureSource } from "../../shared/failure/failed-event.ts";
import { fileFailures, firstIndexOf } from "../../shared/failure/place.ts";
import { replayedByKey } from "../../shared/failure/replayed.ts";
import type { Handler } from "../../shared/lambda.ts";
import type { CheckArchiveLine } from "./check.ts";
import { type DirectLines, type WriteDirect, writeDirectly } from "./direct.ts";
import { type FilingRules, filingAt } from "./filing.ts";
import { packsWithRoom } from "./room.ts";
import { type TransformedPack, transformPack } from "./transform.ts";

export interface ArchiveParts {
  failures: FailureSink;
  rules: FilingRules;
  /** By the columns of the table; those of the core unless it is given. */
  checkLine?: CheckArchiveLine;
  /** Takes the events of hours that Firehose is not given. Throws when they are not safe by the deadline. */
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
  /** Records that Firehose has to keep under its error prefix. */
  kept: number;
}

interface Work {
  record: FirehoseTransformationEventRecord;
  data: Uint8Array;
  pack: TransformedPack;
}

type Result = FirehoseTransformationResultRecord;

/**
 * Returns a result for every record of a Firehose batch: the lines that fit the table, and their partition. Lines that
 * do not fit become failed events. Lines of hours that Firehose is not given (a backfill's), and those for which the
 * response has no room, are written here. There is no circuit breaker: Firehose delivers a batch that throws only three
 * times and then leaves it unsorted under an error prefix, whereas a failed event can be counted, queried and replayed.
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
    /** Before the response: a line may leave the pack only once it is safe elsewhere. */
    const failed = work.flatMap((each) => each.pack.failures.map((failure) => ({ record: each, failure })));
    const again = await fileFailures(failed, failures, deadline);
    const forFirehose = packsWithRoom(work.length, openPacks(work, again));
    const direct = directLines(work, again, forFirehose);
    for (const { origin } of await writeDirectly(direct, writeDirect, { deadline, now })) again.add(origin);
    const records = work.map((each) => resultOf(each, again, forFirehose));
    report(countsOf(work, records, forFirehose));
    return { records };
  };
}

type Packs = ReadonlySet<TransformedPack>;

/** Those with lines of hours that Firehose is given. A record that comes again needs no room. */
const openPacks = (work: readonly Work[], again: ReadonlySet<Work>): TransformedPack[] =>
  work
    .filter((each) => each.pack.partition !== undefined && each.pack.open && !again.has(each))
    .map(({ pack }) => pack);

function resultOf(work: Work, again: ReadonlySet<Work>, forFirehose: Packs): Result {
  const { record, data, pack } = work;
  const { recordId } = record;
  /** Firehose then keeps the record's bytes under its error prefix. */
  if (again.has(work)) return { recordId, result: "ProcessingFailed" };
  /** Dropped counts as success, which is true here: every line is written or a failed event by now. */
  if (!forFirehose.has(pack)) return { recordId, result: "Dropped" };
  const text = pack.lines === data ? closed(record.data, data) : base64(pack.lines);
  return { recordId, result: "Ok", data: text, metadata: { partitionKeys: { ...pack.partition! } } };
}

/** Nothing is written of a record that Firehose keeps: the whole record comes again. */
const directLines = (
  work: readonly Work[],
  again: ReadonlySet<Work>,
  forFirehose: Packs,
): (DirectLines & { origin: Work })[] =>
  work.flatMap((each) => {
    const { partition, lines } = each.pack;
    return partition === undefined || forFirehose.has(each.pack) || again.has(each)
      ? []
      : [{ partition, lines: [lines], origin: each }];
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

function countsOf(work: readonly Work[], results: readonly Result[], forFirehose: Packs): ArchiveCounts {
  const counts: ArchiveCounts = { archived: 0, direct: 0, failed: 0, kept: 0 };
  for (const [index, { pack }] of work.entries()) {
    const { result } = results[index]!;
    if (result === "ProcessingFailed") counts.kept += 1;
    else {
      counts.archived += pack.archived;
      if (!forFirehose.has(pack)) counts.direct += pack.archived;
      counts.failed += pack.failures.length;
    }
  }
  return counts;
}

function streamOf({ sourceKinesisStreamArn, deliveryStreamArn }: FirehoseTransformationEvent): string {
  return streamName(sourceKinesisStreamArn ?? deliveryStreamArn);
}

/** Without a Kinesis source the only position of the record is its Firehose record id. */
function sourceOf(stream: string, record: FirehoseTransformationEventRecord): FailureSource {
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
