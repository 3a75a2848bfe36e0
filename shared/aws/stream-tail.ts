import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from "@aws-sdk/client-kinesis";
import { isTransient } from "./errors.ts";
import { type Pace, realPace } from "./pace.ts";

/** Between two reads of a shard that is read to its end, ms. A shard takes five reads a second, which all consumers share. */
const PAUSE_MS = 1_000;

/** What a stream is given from now on, from every open shard, until the signal. Shards that are split later are not followed. */
export async function* tailStream(
  client: KinesisClient,
  stream: string,
  ending: AbortSignal,
  pace: Pick<Pace, "sleep"> = realPace,
): AsyncGenerator<Uint8Array, void, undefined> {
  let iterators = await latest(client, stream);
  while (!ending.aborted && iterators.length > 0) {
    const next: string[] = [];
    let behind = false;
    for (const ShardIterator of iterators) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator })).catch(throttled);
      // The place of a shard that was throttled stays the same.
      const following = page === undefined ? ShardIterator : page.NextShardIterator;
      if (following !== undefined) next.push(following);
      behind ||= (page?.MillisBehindLatest ?? 0) > 0;
      for (const { Data } of page?.Records ?? []) if (Data) yield Data;
    }
    iterators = next;
    if (!behind) await pace.sleep(PAUSE_MS);
  }
}

function throttled(error: unknown): undefined {
  if (!isTransient(error)) throw error;
}

async function latest(client: KinesisClient, StreamName: string): Promise<string[]> {
  const iterators: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListShardsCommand(NextToken ? { NextToken } : { StreamName }));
    for (const { ShardId, SequenceNumberRange } of page.Shards ?? []) {
      if (SequenceNumberRange?.EndingSequenceNumber !== undefined) continue;
      const request = { StreamName, ShardId, ShardIteratorType: "LATEST" as const };
      const { ShardIterator } = await client.send(new GetShardIteratorCommand(request));
      if (ShardIterator !== undefined) iterators.push(ShardIterator);
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return iterators;
}
