import type { DeclaredQuery } from "../athena/types.ts";
import type { DeliveryDefinition } from "../firehose/types.ts";
import type { FunctionDefinition } from "../lambda/types.ts";
import type { MappingRules, StartingPosition } from "../triggers/kinesis/types.ts";

/** What the stack declares to run, gathered while its resources are created. */
export interface Plan {
  functions: FunctionDefinition[];
  /** Names of functions with an address of their own. */
  addressed: string[];
  mappings: MappingDefinition[];
  queues: QueueDefinition[];
  schedules: ScheduleDefinition[];
  /** EventBridge rules by name, for the targets that name them. */
  rules: Map<string, { arn: string; expression: string; enabled: boolean }>;
  /** Of asynchronous invocations by function name or ARN; else `asyncDefaults`. */
  asyncRules: Map<string, AsyncRules>;
  /** Invocations that belong to the deployment, in their order. */
  invocations: { function: string; input: string }[];
  deliveries: DeliveryDefinition[];
  notifications: NotificationDefinition[];
  databases: string[];
  tables: GlueTableDefinition[];
  queries: DeclaredQuery[];
  workgroups: string[];
  /** Where workgroups write results. */
  resultBuckets: string[];
  policies: PolicyDefinition[];
}

/** How often and for how long Lambda tries an asynchronous invocation. */
export interface AsyncRules {
  /** Of one that failed. */
  retries: number;
  /** Until when one is tried that was throttled, ms. */
  maximumAge: number;
}

/** "Configuring error handling settings for asynchronous invocations", AWS Lambda guide. */
export const asyncDefaults: AsyncRules = { retries: 2, maximumAge: 6 * 3_600_000 };

export const emptyPlan = (): Plan => ({
  functions: [],
  addressed: [],
  mappings: [],
  queues: [],
  schedules: [],
  rules: new Map(),
  asyncRules: new Map(),
  invocations: [],
  deliveries: [],
  notifications: [],
  databases: [],
  tables: [],
  queries: [],
  workgroups: [],
  resultBuckets: [],
  policies: [],
});

export interface MappingDefinition {
  address: string;
  uuid: string;
  /** Name or ARN. */
  function: string;
  eventSourceArn: string;
  enabled: boolean;
  start: StartingPosition;
  rules: Omit<MappingRules, "retryBase" | "retryCap" | "gathering" | "fanOut">;
  /** ARN of the queue or bucket for discarded records. */
  onFailure?: string;
  /** Most concurrent invocations of a queue's mapping. */
  maximumConcurrency?: number;
}

/** Objects of a bucket that are announced on a queue as they are written. */
export interface NotificationDefinition {
  /** Named in each notice. */
  id: string;
  bucket: string;
  queueArn: string;
  /** Which keys are meant. */
  prefix: string;
  suffix: string;
}

export interface QueueDefinition {
  arn: string;
  visibilityMs: number;
}

export interface ScheduleDefinition {
  name: string;
  arn: string;
  /** Name or ARN. */
  function: string;
  expression: string;
  enabled: boolean;
  /** Constant input; by default the event that the service sends. */
  input?: string;
}

export interface Column {
  name: string;
  type: string;
}

export interface GlueTableDefinition {
  name: string;
  database: string;
  columns: Column[];
  partitionKeys: Column[];
  /** `s3://bucket/prefix/`; empty for a view. */
  location: string;
  serde: string;
  parameters: Record<string, string>;
  tableType: string;
  /** SQL of a view. */
  view?: string;
}

/** Kept for whoever checks that a function may do what it does. */
export interface PolicyDefinition {
  address: string;
  kind: "identity" | "attachment" | "resource" | "trust";
  /** Role, policy ARN or resource that the document stands on. */
  on: string;
  document: string;
}
