import {
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type KinesisClient,
} from "@aws-sdk/client-kinesis";
import type { StreamRange, StreamReader } from "../failure/ports.ts";
import type { StreamRecord } from "../stream.ts";
import { isTransient } from "./errors.ts";
import { backoff, type Pace, realPace } from "./pace.ts";
import { streamName } from "./trigger.ts";

/** The range is no longer in the stream: its records, or the whole shard after resharding, are past retention. */
const gone = new Set(["InvalidArgumentException", "ResourceNotFoundException"]);

/** Reads ranges of a shard. It shares the shard's five reads a second with the consumers, and waits when throttled. */
export function streamReader(client: KinesisClient, pace: Partial<Pace> = {}): StreamReader {
  const { now, random, sleep } = { ...realPace, ...pace };

  return {
    async *read(range, deadline) {
      const end = BigInt(range.endSequenceNumber);
      let iterator = await patiently(deadline, () => start(range));
      while (iterator) {
        const ShardIterator: string = iterator;
        const page = await patiently(deadline, () => client.send(new GetRecordsCommand({ ShardIterator })));
        const records = recordsOf(page, range);
        const inside = records.filter(({ sequenceNumber }) => BigInt(sequenceNumber) <= end);
        if (inside.length > 0) yield inside;
        if (records.some(({ sequenceNumber }) => BigInt(sequenceNumber) >= end)) return;
        if (records.length === 0 && page.MillisBehindLatest === 0) return;
        iterator = page.NextShardIterator;
      }
    },
  };

  async function start({
    streamArn,
    shardId,
    startSequenceNumber,
  }: StreamRange): Promise<string | undefined> {
    try {
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({
          StreamName: streamName(streamArn),
          ShardId: shardId,
          ShardIteratorType: "AT_SEQUENCE_NUMBER",
          StartingSequenceNumber: startSequenceNumber,
        }),
      );
      return ShardIterator;
    } catch (error) {
      if (error instanceof Error && gone.has(error.name)) return undefined;
      throw error;
    }
  }

  async function patiently<Answer>(deadline: number, call: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt++) {
      if (now() >= deadline)
        throw new Error("the time of the invocation was used up before the range was read");
      try {
        return await call();
      } catch (error) {
        if (!isTransient(error)) throw error;
        await sleep(Math.max(0, Math.min(backoff(attempt, random), deadline - now())));
      }
    }
  }
}

function recordsOf({ Records = [] }: GetRecordsCommandOutput, range: StreamRange): StreamRecord[] {
  return Records.map((record) => ({
    stream: streamName(range.streamArn),
    shardId: range.shardId,
    sequenceNumber: record.SequenceNumber!,
    partitionKey: record.PartitionKey!,
    arrivalTime: record.ApproximateArrivalTimestamp?.getTime() ?? 0,
    data: record.Data!,
  }));
}
