import { describe } from "../../shared/failure/describe.ts";
import type { Failure, FailureSource, ReasonName } from "../../shared/failure/failed-event.ts";
import { areFiledAsOne, manyLines } from "../../shared/failure/many-lines.ts";
import { contentSource, firstIndexOf, lineSource } from "../../shared/failure/place.ts";
import type { ObjectRef } from "../../shared/failure/ports.ts";
import { unpackRecord } from "../../shared/pack/decode.ts";
import { eventIdOf, type Filed } from "./abandoned.ts";
import { unreadable } from "./unreadable.ts";

/**
 * A line of a Firehose error object. AWS documents the code and the message under different names ("Handle failure in
 * data transformation", "Handling errors for data format conversion"), and numbers come as text.
 */
interface ErrorLine {
  attemptsMade?: number | string;
  arrivalTimestamp?: number | string;
  attemptEndingTimestamp?: number | string;
  errorCode?: string;
  ErrorCode?: string;
  lastErrorCode?: string;
  errorMessage?: string;
  ErrorMessage?: string;
  lastErrorMessage?: string;
  rawData: string;
  sequenceNumber?: string | null;
  subSequenceNumber?: number | string | null;
}

/**
 * The rows of a line: one for each event of the record that Firehose could not deliver, with the event's own bytes.
 * @param sentAt epoch ms of the notice, for a line that names no time
 */
export function fileDelivery(line: Uint8Array, object: ObjectRef, sentAt: number): Filed[] {
  const error = errorLine(line);
  if (error === undefined) {
    const why = `a line of s3://${object.bucket}/${object.key} that is no error record of Firehose`;
    return [unreadable(line, { stage: "archive", stream: "firehose", arrivedAt: sentAt, why })];
  }
  const data = Buffer.from(error.rawData, "base64");
  const unpacked = unpackRecord(data);
  const lines = unpacked.ok && areFiledAsOne(unpacked.entries) ? unpacked.entries.length : undefined;
  const entries = unpacked.ok && lines === undefined ? unpacked.entries : [data];
  const arrivedAt = instantOf(error.arrivalTimestamp) ?? sentAt;
  const now = instantOf(error.attemptEndingTimestamp) ?? arrivedAt;
  const first = sourceOf(error, data, arrivedAt);
  return entries.map((bytes, index): Filed => {
    const failure: Failure = {
      stage: "archive",
      reason: reasonOf(object.key, codeOf(error)),
      errors: [
        {
          path: "",
          expected: "a record that Firehose delivers",
          actual: codeOf(error),
          message: error.errorMessage ?? error.ErrorMessage ?? error.lastErrorMessage ?? "no message",
        },
        ...(lines === undefined ? [] : [manyLines(lines, lines)]),
      ],
      payload: bytes,
      ...(lines === undefined ? { event_id: eventIdOf(bytes) } : { lines }),
      attempt: Number(error.attemptsMade) || 1,
      source: lineSource(first, index),
    };
    return { row: describe(failure, { component: "firehose", now }), bytes };
  });
}

function errorLine(line: Uint8Array): ErrorLine | undefined {
  try {
    const value: Partial<ErrorLine> | null = JSON.parse(Buffer.from(line).toString("utf8"));
    return typeof value?.rawData === "string" ? (value as ErrorLine) : undefined;
  } catch {
    // Bad data is a value: the line itself is filed.
    return undefined;
  }
}

/**
 * Firehose gives the stream position of a record that it could not convert, but not of one that the transform failed.
 */
function sourceOf(
  { sequenceNumber, subSequenceNumber }: ErrorLine,
  data: Uint8Array,
  arrivedAt: number,
): FailureSource {
  const source = contentSource("firehose", data, arrivedAt);
  return sequenceNumber
    ? { ...source, sequence_number: sequenceNumber, subsequence_number: firstIndexOf(subSequenceNumber) }
    : source;
}

const codeOf = ({ errorCode, ErrorCode, lastErrorCode }: ErrorLine): string =>
  String(errorCode ?? ErrorCode ?? lastErrorCode ?? "no code");

/** The table or the service failed, and not the record: the same bytes convert once that is mended. */
const NOT_ITS_FAULT = /AccessDenied|EntityNotFound|Throttl|Timeout|Internal|Unavailable|TableVersion|Glue/i;

function reasonOf(key: string, code: string): ReasonName {
  const conversion = key.includes("format-conversion-failed/");
  return conversion && !NOT_ITS_FAULT.test(code) ? "conversion_failed" : "transform_failed";
}

function instantOf(value: number | string | undefined): number | undefined {
  const number = Number(value);
  const at = Number.isNaN(number) ? Date.parse(String(value)) : number;
  return at > 0 && at <= 8.64e15 ? at : undefined;
}
