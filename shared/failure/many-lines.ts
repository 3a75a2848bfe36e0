import { RECORD_BYTES } from "../limits.ts";
import { compress, compressionOf } from "../pack/compression.ts";
import { aggregate, isAggregate } from "../pack/kpl.ts";
import type { Failure, FieldError } from "./failed-event.ts";
import type { Replayed } from "./replayed.ts";

/**
 * Failed lines of one record that are filed each by itself. A pack of usual events has fewer lines than this, so that
 * each of its events can be found, patched and replayed; a record of a hundred bytes may have thousands.
 */
export const MAX_LINE_FAILURES = 256;
/** Their bytes: a single event that is too large is filed as it is. */
const MAX_LINE_FAILURE_BYTES = 4 * RECORD_BYTES;

/** Whether the failed lines of a record are one failed event: they are many, or inflate to several records. */
export function areFiledAsOne(lines: readonly Uint8Array[]): boolean {
  if (lines.length > MAX_LINE_FAILURES) return true;
  let bytes = 0;
  for (const line of lines) bytes += line.byteLength;
  return bytes > MAX_LINE_FAILURE_BYTES;
}

/** What a failure that stands for many lines says first. */
export const manyLines = (failed: number, lines: number): FieldError => ({
  path: "",
  expected: "a record of events",
  actual: `${failed} of ${lines} lines`,
  message:
    "so many lines of the record failed that they are one failed event, whose payload is a pack of them",
});

/**
 * The failures of a record's lines as they are, or as one. Its payload is the record itself where every line failed, and
 * else a pack of those that did: the others went on, and a replay must not send them a second time.
 * @param failures of lines of the record, in their order
 * @param lines how many the record has
 * @param replayed what the record's key says of it: one failure for the record is the one that was replayed
 */
export function boundedFailures(
  failures: readonly Failure[],
  record: Uint8Array,
  lines: number,
  replayed?: Replayed,
): Failure[] {
  const payloads = failures.map(({ payload }) => payload);
  if (!areFiledAsOne(payloads)) return [...failures];
  const kinds = Map.groupBy(failures, ({ stage, reason }) => `${stage} ${reason}`);
  const groups = [...kinds.values()].sort((one, other) => other.length - one.length);
  const [first] = failures as [Failure];
  const { stage, reason } = groups[0]![0]!;
  const errors = groups.flatMap(([example]) => example!.errors.slice(0, 1));
  const one: Failure = {
    ...first,
    stage,
    reason,
    errors: [manyLines(failures.length, lines), ...errors],
    payload: failures.length === lines ? record : packOf(payloads, record),
    lines: failures.length,
    ...replayed,
  };
  if (failures.length > 1) delete one.event_id;
  return [one];
}

const LF = Buffer.from("\n");

/**
 * The lines in the form of their record. Where they are no record in it, all of the record: what went on is known again
 * by its event_id.
 */
function packOf(lines: readonly Uint8Array[], record: Uint8Array): Uint8Array {
  const pack = isAggregate(record)
    ? aggregate(lines.map((data) => ({ partitionKey: "failed", data })))
    : compress(Buffer.concat(lines.flatMap((line) => [line, LF])), compressionOf(record));
  return pack.byteLength <= RECORD_BYTES ? pack : record;
}
