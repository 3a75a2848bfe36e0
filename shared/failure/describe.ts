import { createHash } from "node:crypto";
import { pipelineVersion } from "../version.ts";
import {
  type FailedEvent,
  type Failure,
  type FailureSource,
  type FieldError,
  reasons,
} from "./failed-event.ts";
import { replayedInBytes } from "./replayed.ts";

export interface FailureContext {
  /** Name of the function that failed the event. */
  component: string;
  /**
   * Epoch ms of the failure. It must be the same for a redelivered message, so take it from the message if there is
   * one.
   */
  now: number;
}

/**
 * A failure as its row. The marks of a replay may also be in the event itself. Texts are cut so that every row fits
 * one message, whatever was in the event.
 */
export function describe(first: Failure, { component, now }: FailureContext): FailedEvent {
  const failure = first.replay_of === undefined ? { ...first, ...replayedInBytes(first.payload) } : first;
  const { stage, reason, source, payload } = failure;
  const { category, retryable } = reasons[reason];
  const failedAt = new Date(now).toISOString();
  return {
    failure_id: failureId(failure),
    failed_at: failedAt,
    first_failed_at: failure.first_failed_at ?? failedAt,
    stage,
    reason,
    category,
    retryable,
    errors: failure.errors.slice(0, MAX_ERRORS).map(shortened),
    component,
    component_version: pipelineVersion,
    ...(failure.event_id === undefined ? {} : { event_id: cut(failure.event_id, ID_LENGTH) }),
    source,
    attempt: failure.attempt ?? 1,
    ...(failure.replay_of === undefined ? {} : { replay_of: failure.replay_of }),
    replay_count: failure.replay_count ?? 0,
    ...(failure.overlap === undefined ? {} : { overlap: failure.overlap }),
    payload: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("base64"),
    payload_bytes: payload.byteLength,
    payload_sha256: createHash("sha256").update(payload).digest("hex"),
    ...(failure.lines === undefined ? {} : { lines: failure.lines }),
  };
}

/**
 * A hash of the record's first place and the stage, so that a record that fails at the same stage has the same id
 * however often it is delivered or replayed. A replayed record stands in another place, but names its first failure.
 */
export function failureId({
  source,
  stage,
  replay_of,
}: Pick<Failure, "source" | "stage" | "replay_of">): string {
  return `${replay_of?.slice(0, PLACE_LENGTH) ?? placeOf(source)}-${stage}`;
}

const PLACE_LENGTH = 32;

function placeOf({ stream, shard_id, sequence_number, subsequence_number }: FailureSource): string {
  const place = [stream, shard_id, sequence_number, subsequence_number].join("\n");
  return createHash("sha256").update(place).digest("hex").slice(0, PLACE_LENGTH);
}

const MAX_ERRORS = 10;
const ID_LENGTH = 128;
const TEXT_LENGTH = 128;
const MESSAGE_LENGTH = 256;

function shortened({ path, expected, actual, message }: FieldError): FieldError {
  return {
    path: cut(path, TEXT_LENGTH),
    expected: cut(expected, TEXT_LENGTH),
    actual: cut(actual, TEXT_LENGTH),
    message: cut(message, MESSAGE_LENGTH),
  };
}

/** Never cuts a surrogate pair: half of it would become another character in UTF-8. */
function cut(text: string, length: number): string {
  return text.length <= length ? text.toWellFormed() : `${text.slice(0, length - 1).toWellFormed()}…`;
}
