/** The failed event (one flat row a user record, NDJSON in S3, Glue table `failed_events`). */

export const stages = ["produce", "decode", "validate", "enrich", "predict", "archive", "search"] as const;
export type Stage = (typeof stages)[number];

/** Those that read enriched events. That somebody cannot look an event up (`search`) leaves it in its places all the same. */
export const stagesAfterEnrichment: ReadonlySet<Stage> = new Set(["predict", "archive", "search"]);

export type Category = "data" | "dependency" | "platform" | "size" | "policy";

interface Reason {
  category: Category;
  /** Whether a replay of the same bytes can succeed without a change to them. */
  retryable: boolean;
}

/** The closed list of reasons. */
export const reasons = {
  not_json: { category: "data", retryable: false },
  not_an_object: { category: "data", retryable: false },
  schema_violation: { category: "data", retryable: false },
  oversize: { category: "size", retryable: false },
  bad_aggregate: { category: "data", retryable: false },
  record_age_exceeded: { category: "platform", retryable: true },
  retries_exhausted: { category: "dependency", retryable: true },
  conversion_failed: { category: "data", retryable: false },
  transform_failed: { category: "platform", retryable: true },
  model_rejected: { category: "data", retryable: true },
  index_rejected: { category: "data", retryable: true },
  unpublishable: { category: "platform", retryable: true },
  forgotten: { category: "policy", retryable: false },
  unknown: { category: "platform", retryable: true },
} as const satisfies Record<string, Reason>;

export type ReasonName = keyof typeof reasons;

export interface FieldError {
  /** JSON pointer into the event, "" for the event itself. */
  path: string;
  expected: string;
  /** Type or shortened value that was found; never the whole payload. */
  actual: string;
  message: string;
}

/** Where a record stood: the stream's own position and the index inside the pack. */
export interface FailureSource {
  stream: string;
  shard_id: string;
  sequence_number: string;
  subsequence_number: number;
  /** ISO 8601 UTC. */
  arrival_time: string;
}

export interface FailedEvent {
  /** Hash of stream, shard, sequence and subsequence, and the stage: a redelivery or a replay does not multiply it. */
  failure_id: string;
  failed_at: string;
  first_failed_at: string;
  stage: Stage;
  reason: ReasonName;
  category: Category;
  retryable: boolean;
  errors: FieldError[];
  component: string;
  component_version: string;
  event_id?: string;
  source: FailureSource;
  attempt: number;
  /** failure_id of the failure that was replayed. */
  replay_of?: string;
  replay_count: number;
  /**
   * Set when the record was either in the batch that was given up, or in another one that may have succeeded, and it
   * is not known in which. Such a row does not count as lost. A replay of an event that succeeded changes nothing.
   */
  overlap?: "possible";
  /** base64 of the original bytes; absent when they are stored beside the row (`payload_ref`). */
  payload?: string;
  /** s3 URI of payloads too large for a row. */
  payload_ref?: string;
  payload_bytes: number;
  payload_sha256: string;
  /** Lines of a record that the row stands for; absent for one. The payload is then a pack of them. */
  lines?: number;
}

/** What a stage knows when an event fails; `describe` turns it into a row. */
export interface Failure {
  stage: Stage;
  reason: ReasonName;
  errors: FieldError[];
  /** The original bytes of the one user record that failed. */
  payload: Uint8Array;
  source: FailureSource;
  event_id?: string;
  /** How often the record has been tried; 1 unless set. */
  attempt?: number;
  /** ISO 8601; set when an earlier attempt of the same event failed before. */
  first_failed_at?: string;
  replay_of?: string;
  replay_count?: number;
  overlap?: "possible";
  /** Lines that the payload holds, where it is a pack of several. */
  lines?: number;
}

/** Port to the failed-events path. Returns the failures that could not be handed over by the deadline (epoch ms). */
export interface FailureSink {
  publish(failures: readonly Failure[], deadline?: number): Promise<Failure[]>;
}
