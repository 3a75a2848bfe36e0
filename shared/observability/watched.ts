import type { FunctionName } from "../settings/functions.ts";

/** What is looked at, by the names that CloudWatch knows it under. */
export interface WatchedResources {
  functions: Readonly<Record<FunctionName, WatchedFunction>>;
  streams: { raw: string; enriched: string };
  /** Readers of each stream by fan-out. */
  consumers: { raw: readonly string[]; enriched: readonly string[] };
  tables: { predictions: string; cursors: string };
  failedQueue: string;
  deadLetterQueue: string;
  deliveryStream: string;
  redisNodes: readonly string[];
  topicName: string;
}

export interface WatchedFunction {
  name: string;
  timeoutSeconds: number;
  /** UUIDs of the streams' triggers that drive it. */
  mappings: readonly string[];
  /** Name of the rule that invokes it by the clock. */
  rule?: string;
  /** Whether the clock is on. */
  scheduled: boolean;
}
