import type { HttpAnswer, HttpRequest } from "../gateway/message.ts";

/**
 * Asked before every call over HTTP, once for each resource that it touches. `action` is the IAM action without its
 * prefix, so SendMessageBatch asks for "SendMessage" and ListObjectsV2 for "ListBucket". A string is the refusal's
 * message and makes an access-denied answer; undefined lets the call through.
 */
export type Authorize = (call: {
  service: string;
  action: string;
  resourceArn?: string;
  accessKeyId: string;
}) => undefined | string;

/**
 * Asked before every call over HTTP. A string is the message of an error that makes clients try again; undefined lets it
 * through.
 */
export type CallRefusal = (call: {
  service: string;
  action: string;
  accessKeyId: string;
}) => undefined | string;

export interface CallCount {
  calls: number;
  /** Calls that got an error status, injected or not. */
  errors: number;
  bytesIn: number;
}

/** A call of a JSON protocol service. Throw `AwsError` (gateway/aws-error.ts) to answer with an AWS error code. */
export interface ServiceCall {
  service: string;
  action: string;
  accessKeyId: string;
  /** The body, parsed when it is first asked for. Throws AwsError where it is no JSON object. */
  readonly input: Record<string, unknown>;
  /** The body as it came; none for a call within the process. */
  readonly body?: Buffer;
  /** True when fault injection wants the next entry of this batch call to fail; ask once for each entry. */
  entryFails(): boolean;
}

/** The answer is sent as JSON; undefined is `{}`. */
export type ServiceHandler = (call: ServiceCall) => unknown | Promise<unknown>;

/** A service whose calls are told by their paths. */
export interface RestService {
  operation(request: HttpRequest): string;
  handle(call: ServiceCall & { request: HttpRequest }): Promise<HttpAnswer>;
}

export interface AwsFault {
  /** SigV4 service name; "*" is every service. */
  service: string;
  /** API operation such as "PutRecords"; "*" is every operation. */
  action: string;
  /**
   * throttle, error: the call fails before it does anything. delay: its response comes `delayMs` later. partial: single
   * entries of PutRecords, BatchWriteItem, SendMessageBatch and PutRecordBatch fail, each with `probability`.
   * drop-response: the call commits and then its connection is cut.
   */
  kind: "throttle" | "error" | "delay" | "partial" | "drop-response";
  /** 0 to 1, for a call (for an entry with "partial"). */
  probability: number;
  delayMs?: number;
  /** Epoch milliseconds from which the fault no longer strikes. */
  until?: number;
  /** Strikes at most this often (entries are counted with "partial"). */
  times?: number;
}

export interface AwsFaults {
  /** Replaces all faults. */
  set(faults: readonly AwsFault[]): void;
  /** How often each of the faults given to `set` has struck, by its index. */
  struck(): number[];
}
