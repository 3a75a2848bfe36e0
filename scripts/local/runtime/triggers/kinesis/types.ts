import type { KinesisRecord, KinesisShard, KinesisStream } from "../../../aws/contract.ts";

export type ShardRecord = KinesisRecord;

/** What a poller needs of a shard. */
export type TriggerShard = Pick<KinesisShard, "id" | "parents" | "closed" | "lastSequence" | "read">;

/** What a mapping needs of a stream. */
export interface TriggerStream
  extends Pick<KinesisStream, "name" | "arn" | "onChange" | "checkpoint" | "keep"> {
  readonly shards: readonly TriggerShard[];
}

/** An event source mapping on a stream, with the meaning of Lambda's API. Times in milliseconds, -1 is "no limit". */
export interface MappingRules {
  batchSize: number;
  batchingWindow: number;
  /**
   * After the beginning of an invocation, a lane gathers records this long before the next; one that was idle does not
   * wait.
   */
  gathering: number;
  parallelization: number;
  reportBatchItemFailures: boolean;
  bisect: boolean;
  maximumRetries: number;
  maximumAge: number;
  /** Read through a consumer of its own: then Lambda takes KPL aggregates apart. */
  fanOut: boolean;
  retryBase: number;
  retryCap: number;
}

export type StartingPosition =
  | { at: "TRIM_HORIZON" }
  | { at: "LATEST" }
  | { at: "AT_TIMESTAMP"; time: number };

/** Why records went past the function. The first two are Lambda's own words. */
export type DiscardCondition = "RetryAttemptsExhausted" | "RecordAgeExceeded" | "PayloadSizeExceeded";

/** How an invocation ended, as far as the mapping is concerned. */
export type InvocationOutcome =
  | { kind: "answer"; payload: string | undefined }
  | { kind: "error" }
  /** The function did not run: no concurrency. It does not count as an attempt. */
  | { kind: "throttled" };
