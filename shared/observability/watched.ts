import type { FunctionName } from "../settings/functions.ts";

/** What is looked at, by the names that CloudWatch knows it under. */
export interface WatchedResources {
  /** The model is among them where it is the stack's own, and search where there is a sink to explore events in. */
  functions: Readonly<
    Record<Exclude<FunctionName, SometimesThere>, WatchedFunction> &
      Partial<Record<SometimesThere, WatchedFunction>>
  >;
  streams: { raw: string; enriched: string };
  /** Readers of each stream by fan-out. */
  consumers: { raw: readonly string[]; enriched: readonly string[] };
  tables: { predictions: string; cursors: string };
  failedQueue: string;
  deadLetterQueue: string;
  deliveryStream: string;
  redisNodes: readonly string[];
  /** Where the stack has an OpenSearch domain of its own. */
  searchDomain?: WatchedDomain;
  topicName: string;
}

type SometimesThere = "model" | "search";

export interface WatchedDomain {
  name: string;
  /** Its metrics go by the account, too. */
  account: string;
  /** Storage of each node. */
  volumeGib: number;
}

export interface WatchedFunction {
  name: string;
  timeoutSeconds: number;
  /** UUIDs of the streams' triggers that drive it. */
  mappings: readonly string[];
  /** Names of the rules that invoke it by the clock. */
  rules: readonly string[];
  /** Whether the clock is on. */
  scheduled: boolean;
  /** Minutes between two invocations by the clock; absent where events drive it. */
  everyMinutes?: number;
  /** Set where somebody invokes it now and then. */
  byHand?: boolean;
}
