import type { LocalAws } from "../aws/contract.ts";
import type { LocalQueries } from "./athena/types.ts";
import type { DeliveryStatus } from "./firehose/types.ts";
import type { DeclaredDomain, DeclaredRedis } from "./interpret/component.ts";
import type { PolicyDefinition } from "./interpret/plan.ts";
import type { InvocationHooks, InvocationResult } from "./lambda/types.ts";
import type { ScheduleStatus } from "./triggers/schedule/types.ts";

/** Everything that the interpreted stack needs from outside. */
export interface RuntimeOptions {
  /** Path of the synthesised `cdk.tf.json`. */
  json: string;
  /** Folder against which the JSON's asset paths are resolved; by default the folder of `json`. */
  assetsDir?: string;
  /** The started gateway and its emulators. */
  aws: LocalAws;
  /** Those that `aws` was started with; they are part of every ARN. */
  region: string;
  accountId: string;
  /** Terraform variables, like `-var name=value`. A variable without a value and without a default stops the start. */
  variables?: Record<string, unknown>;
  /** Values of secrets by name; where neither this nor a declared version gives one, a random value is generated. */
  secrets?: Record<string, string>;
  /** The Redis that stands for the declared ElastiCache group. */
  redis: DeclaredRedis;
  /** Where the caller listens for a function that has an address of its own, with a slash at the end. */
  functionUrl?: string;
  /** The OpenSearch domain that stands for the declared one. */
  search?: DeclaredDomain;
  /** Functions whose declared schedules run, "all" or "none" (the default). */
  schedules?: "all" | "none" | readonly string[];
  hooks?: InvocationHooks;
  /** Shorter waits than on AWS: batching windows, Firehose intervals, retry back-off. True by default. */
  hurry?: boolean;
  /** In a hurry: how long a lane gathers that has just invoked, ms, by the last part of its function's name. */
  gatheringMs?: Readonly<Record<string, number>>;
  /** Most execution environments a function has here, whatever AWS would start. Without it, what the cores can use. */
  environmentsPerFunction?: number;
  /** Ends an execution environment that has been idle for so long, ms, as Lambda does after some minutes; never without it. */
  idleMs?: number;
  /** Functions call AWS by HTTP, as everybody else does, and not by messages between threads. */
  http?: boolean;
  log?: (line: LogLine) => void;
}

export interface LogLine {
  /** The function, or the part of the runtime, that speaks. */
  source: string;
  /** A step is of the start, for whoever waits for it. */
  level: "info" | "warn" | "error" | "step";
  text: string;
}

/** One EMF line of a function. */
export interface Metrics {
  function: string;
  /** The parsed line: `_aws`, dimensions and values side by side. */
  emf: Record<string, unknown>;
}

export type InvocationListener = (functionName: string, result: InvocationResult) => void;

/** One event source mapping as it stands. Ages in milliseconds. */
export interface TriggerStatus {
  function: string;
  /** Name of the stream or queue. */
  source: string;
  kind: "kinesis" | "sqs";
  /** Age of the oldest record that is not yet processed; 0 when there is none. */
  iteratorAge: number;
  /** Records or messages taken but not finished. */
  inFlight: number;
  /** Totals since the start. */
  invoked: number;
  failed: number;
  /** Records handed to the on-failure destination. */
  discarded: number;
  /** Records that nobody will see: given up without a destination, or lost with their aggregate. */
  dropped: number;
}

export interface LocalRuntime {
  functions: {
    /** Declared function names, such as `clickstream-dev-enrich`. */
    names(): string[];
    /** `name` is a declared name or its last part (`enrich`). Resolves also when the function failed: see `error`. */
    invoke(name: string, payload: unknown): Promise<InvocationResult>;
    /** Functions with an address of their own, by declared name. */
    addressed: readonly string[];
    /** The environment that the function runs with, by name as above. */
    environment(name: string): Readonly<Record<string, string>>;
  };
  schedules: {
    list(): ScheduleStatus[];
    /** Runs the function's schedule once, now, and waits for its invocation. */
    runNow(functionName: string): Promise<InvocationResult>;
    start(functionName: string): void;
    stop(functionName: string): void;
  };
  triggers: { status(): TriggerStatus[] };
  firehose: {
    flush(): Promise<void>;
    status(): DeliveryStatus[];
    /** Whether buffers wait as long as they are declared to, also in a hurry: for few and large files of what is past. */
    waitAsDeclared(waits: boolean): void;
  };
  queries: LocalQueries;
  /** Terraform outputs of the stack, resolved. */
  outputs: Readonly<Record<string, unknown>>;
  /** Every declared policy, for whoever checks calls against them. */
  policies: readonly PolicyDefinition[];
  /** Attributes of a created resource, by address (`aws_s3_bucket.archive`). Throws for an unknown address. */
  attributes(address: string): Readonly<Record<string, unknown>>;
  /** Addresses of every created resource of a type. */
  resources(type: string): string[];
  /**
   * Makes the invocations that the stack declares, which a deployment waits for: views read what they make. Apart from the
   * start, so that whoever checks calls can know the policies before. Throws a sentence when one fails.
   */
  finishDeployment(): Promise<void>;
  /** Calls `listener` with every EMF line; returns what unsubscribes it. */
  onMetrics(listener: (metrics: Metrics) => void): () => void;
  /** Calls `listener` at the end of every invocation; returns what unsubscribes it. */
  onInvocation(listener: InvocationListener): () => void;
  /** Resolves when every consumer has read its stream to the end, queues are empty and Firehose has written all. */
  drain(options?: { timeoutMs?: number }): Promise<void>;
  stop(): Promise<void>;
}
