/** What the local AWS offers in process. The same state is reachable over HTTP at `LocalAws.url`. */

import type { DynamoItem, DynamoTables } from "./contract/dynamodb.ts";
import type {
  Authorize,
  AwsFaults,
  CallCount,
  CallRefusal,
  RestService,
  ServiceHandler,
} from "./contract/gateway.ts";
import type { KinesisRecord, KinesisStreams } from "./contract/kinesis.ts";
import type { S3Buckets } from "./contract/s3.ts";
import type { SqsQueues } from "./contract/sqs.ts";
import type { HttpAnswer, HttpRequest } from "./gateway/message.ts";

export type * from "./contract/dynamodb.ts";
export type * from "./contract/gateway.ts";
export type * from "./contract/kinesis.ts";
export type * from "./contract/s3.ts";
export type * from "./contract/sqs.ts";

export interface LocalAwsOptions {
  /** Loopback port; 0 takes any free one. */
  port: number;
  /** Folder in which S3 objects live, as `<dataDir>/<bucket>/<key>`, and until `close` the items of DynamoDB. */
  dataDir: string;
  region: string;
  accountId: string;
  /** Decides the faults; seed it to repeat a run. Default Math.random. */
  random?: () => number;
  /** Epoch milliseconds. Default Date.now. */
  now?: () => number;
  authorize?: Authorize;
  taps?: Taps;
}

export interface LocalAws {
  /** The value for AWS_ENDPOINT_URL, `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  /** A call without HTTP, all else being the same; undefined where its connection would be cut. */
  readonly respond: RespondToCall;
  readonly kinesis: KinesisStreams;
  readonly dynamodb: DynamoTables;
  readonly s3: S3Buckets;
  readonly sqs: SqsQueues;
  /** Secret name or ARN → its string. Fill it in process; functions read it through Secrets Manager. */
  readonly secrets: Secrets;
  readonly logs: LogGroups;
  /** A line of metrics that a function wrote, as CloudWatch takes it from its log. */
  putEmf(emf: Record<string, unknown>): void;
  readonly faults: AwsFaults;
  /** Refuses, from now on, the calls over HTTP for which it returns a sentence, as one refuses what has to come later. */
  refuse(refusal: CallRefusal | undefined): void;
  /** "kinesis.PutRecords" → its figures since the start. */
  counts(): Record<string, CallCount>;
  /** Registers (or replaces) a JSON service under its SigV4 name: "firehose", "glue", "athena", … */
  service(name: string, handler: ServiceHandler): void;
  /** The same of Lambda, whose calls are REST. */
  lambda(service: RestService): void;
  /** Stops listening, cuts open connections, releases waiting readers. */
  close(): Promise<void>;
}

/** Makes the response to a request; undefined cuts its connection. */
export type RespondToCall = (request: HttpRequest) => Promise<HttpAnswer | undefined>;

/** Called synchronously once the write is committed, also for in-process writes. They must not throw. */
export interface Taps {
  /** `caller` is the access key id of a put over HTTP ("" where it bears none). */
  onKinesisPut?(stream: string, records: readonly KinesisRecord[], caller?: string): void;
  /** Of an item at least the texts and numbers that are no part of another value. */
  onDynamoWrite?(table: string, items: readonly DynamoItem[]): void;
  onS3Put?(bucket: string, key: string): void;
  /** A call over HTTP that a service knows has its response: how long that took, ms, and the code of its error. */
  onCall?(service: string, operation: string, milliseconds: number, error: string | undefined): void;
  /** An object could not be written to disk; its caller is told too, and will try again. */
  onStorageFault?(error: NodeJS.ErrnoException): void;
}

export interface LogGroups {
  create(group: string): void;
  /** A line, at the present time. */
  add(group: string, stream: string, message: string): void;
}

export interface Secrets {
  /** Returns the secret's ARN. */
  set(name: string, value: string): string;
  get(nameOrArn: string): string | undefined;
  names(): string[];
}
