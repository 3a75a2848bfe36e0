import {
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  ListShardsCommand,
} from "@aws-sdk/client-kinesis";
import { isTransient } from "./errors.ts";
import { type Pace, realPace } from "./pace.ts";

/** Between two reads of a shard that is read to its end, ms. A shard takes five reads a second, which all consumers share. */
const PAUSE_MS = 1_000;

/** How far a shard is read. */
interface Place {
  ShardId: string;
  iterator: string;
  /** Of the last record that was read; undefined before the first. */
  sequence?: string | undefined;
  /** Where it was begun. */
  from: "LATEST" | "TRIM_HORIZON";
}

/**
 * What a stream is given from now on, from every open shard and from those that come of them, until the signal. Who looks away
 * for longer than an iterator lives (five minutes) goes on where he was, unless nothing had come until then.
 */
export async function* tailStream(
  client: KinesisClient,
  stream: string,
  ending: AbortSignal,
  pace: Pick<Pace, "sleep"> = realPace,
): AsyncGenerator<Uint8Array, void, undefined> {
  let places = await latest();
  const children = new Set<string>();
  while (!ending.aborted && places.length > 0) {
    const next: Place[] = [];
    let behind = false;
    for (const place of places) {
      const page = await read(place);
      // The place of a shard that was throttled stays the same.
      next.push(...(page === undefined ? [place] : await following(place, page)));
      behind ||= (page?.MillisBehindLatest ?? 0) > 0;
      for (const { Data } of page?.Records ?? []) if (Data) yield Data;
    }
    places = next;
    if (!behind) await pace.sleep(PAUSE_MS);
  }

  async function begin(ShardId: string, from: Place["from"], sequence?: string): Promise<Place[]> {
    const request: GetShardIteratorCommandInput = {
      StreamName: stream,
      ShardId,
      ...(sequence === undefined
        ? { ShardIteratorType: from }
        : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: sequence }),
    };
    const { ShardIterator: iterator } = await client.send(new GetShardIteratorCommand(request));
    return iterator === undefined ? [] : [{ ShardId, iterator, from, sequence }];
  }

  async function latest(): Promise<Place[]> {
    const begun: Place[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new ListShardsCommand(NextToken ? { NextToken } : { StreamName: stream }),
      );
      for (const { ShardId, SequenceNumberRange } of page.Shards ?? [])
        if (SequenceNumberRange?.EndingSequenceNumber === undefined)
          begun.push(...(await begin(ShardId!, "LATEST")));
      NextToken = page.NextToken;
    } while (NextToken);
    return begun;
  }

  /** Undefined where the shard has to be asked again. */
  async function read(place: Place): Promise<GetRecordsCommandOutput | undefined> {
    try {
      return await client.send(new GetRecordsCommand({ ShardIterator: place.iterator }));
    } catch (error) {
      if ((error as Error).name === "ExpiredIteratorException") {
        const [again] = await begin(place.ShardId, place.from, place.sequence);
        if (again !== undefined) place.iterator = again.iterator;
        return undefined;
      }
      if (!isTransient(error)) throw error;
      return undefined;
    }
  }

  /** The rest of the shard, or, of one that was split or merged and is read to its end, its children; of two parents once. */
  async function following(place: Place, page: GetRecordsCommandOutput): Promise<Place[]> {
    const { NextShardIterator: iterator, Records = [], ChildShards = [] } = page;
    const sequence = Records.at(-1)?.SequenceNumber ?? place.sequence;
    if (iterator !== undefined) return [{ ...place, iterator, sequence }];
    const begun: Place[] = [];
    for (const { ShardId } of ChildShards) {
      if (ShardId === undefined || children.has(ShardId)) continue;
      children.add(ShardId);
      begun.push(...(await begin(ShardId, "TRIM_HORIZON")));
    }
    return begun;
  }
}
