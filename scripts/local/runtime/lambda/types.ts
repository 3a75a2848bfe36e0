import type { Payload } from "./payload.ts";

/** Result of one invocation. Exactly one of `payload` and `error` is there. */
export interface InvocationResult {
  requestId: string;
  /** What the handler returned. */
  payload?: Payload;
  error?: InvocationError;
  durationMs: number;
}

export interface InvocationError {
  /** `Unhandled` covers handler errors, timeouts and crashes; `Throttled` means that the function did not run. */
  kind: "Unhandled" | "Throttled";
  /** Such as `Lambda.Timeout`, `Runtime.ExitError`, or the name of the thrown error. */
  errorType: string;
  errorMessage: string;
}

/**
 * Faults from outside: `"fail"` before means that the environment dies before the handler runs; after, that the
 * invocation counts as failed although the handler has done all its writes.
 */
export interface InvocationHooks {
  beforeInvoke?(functionName: string, payload: string): "fail" | undefined;
  afterInvoke?(functionName: string, payload: string): "fail" | undefined;
}

/** What the triggers and Firehose see of the functions. */
export type Invoke = (functionName: string, payload: Payload) => Promise<InvocationResult>;

/** A function as it is declared, with its code on disk. */
export interface FunctionDefinition {
  name: string;
  arn: string;
  /** Module file of the handler, absolute. */
  entry: string;
  /** Name of the exported handler. */
  handler: string;
  environment: Readonly<Record<string, string>>;
  timeoutMs: number;
  memoryMb: number;
  /** -1: unreserved. */
  reservedConcurrency: number;
  roleArn: string;
}
