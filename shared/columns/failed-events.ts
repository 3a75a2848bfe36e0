import type { FailedEvent, FailureSource, FieldError } from "../failure/failed-event.ts";
import type { GlueColumn } from "./glue.ts";
import { structType } from "./struct-type.ts";

/** `stage` and `reason` are partitions of the table: Athena refuses a column of the same name. */
type Stored = Required<Omit<FailedEvent, "stage" | "reason">>;

type Column = Omit<GlueColumn, "name">;

const error = { path: "string", expected: "string", actual: "string", message: "string" } satisfies Record<
  keyof FieldError,
  string
>;

const source = {
  stream: "string",
  shard_id: "string",
  sequence_number: "string",
  subsequence_number: "int",
  arrival_time: "string",
} satisfies Record<keyof FailureSource, string>;

/** One column for each attribute of a failed event: a new attribute without one does not compile. */
const columns: Record<keyof Stored, Column> = {
  failure_id: { type: "string", comment: "The same for every redelivery and replay of a record" },
  failed_at: { type: "timestamp", comment: "When it failed this time" },
  first_failed_at: { type: "timestamp", comment: "When it failed first" },
  category: { type: "string", comment: "data, dependency, platform, size or policy" },
  retryable: { type: "boolean", comment: "Whether a replay of the same bytes can succeed" },
  errors: { type: `array<${structType(error)}>`, comment: "What was wrong, by field" },
  component: { type: "string", comment: "Function that gave up on the record" },
  component_version: { type: "string", comment: "Version of that function" },
  event_id: { type: "string", comment: "Where it could be read" },
  source: { type: structType(source), comment: "Where the record stood" },
  attempt: { type: "int", comment: "Deliveries until it was given up" },
  replay_of: { type: "string", comment: "failure_id of the failure that was replayed" },
  replay_count: { type: "int", comment: "How often it was replayed" },
  overlap: { type: "string", comment: "possible: it may also have been processed" },
  payload: { type: "string", comment: "The original bytes, base64" },
  payload_ref: { type: "string", comment: "s3 URI of a payload too large for a row" },
  payload_bytes: { type: "bigint", comment: "Size of the payload, bytes" },
  payload_sha256: { type: "string", comment: "SHA-256 of the payload, hex" },
  lines: { type: "int", comment: "Lines of a record that the row stands for, where they are several" },
};

/** Columns of the table `failed_events`, whose rows are JSON read by the OpenX SerDe. */
export const failedEventColumns: GlueColumn[] = Object.entries(columns).map(([name, column]) => ({
  name,
  ...column,
}));
