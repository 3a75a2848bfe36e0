import { isUtf8 } from "node:buffer";
import { type ArchivePartition, partitionOf } from "../../shared/archive-partition.ts";
import type { Failure, Source } from "../../shared/failure/failed-event.ts";
import type { Replayed } from "../../shared/failure/replayed.ts";
import { unpack } from "../../shared/pack/decode.ts";
import { type Checked, checkLine } from "./check.ts";

export interface Transformed {
  /** Undefined when no line of the pack fits. */
  partition: ArchivePartition | undefined;
  /** JSON that fits, one event a line; `data` itself, byte for byte, when that is all of it. */
  lines: Uint8Array;
  archived: number;
  failures: Failure[];
}

/**
 * Sorts the lines of a pack into those that fit the table and the partition of the pack, and failures. Firehose
 * writes a record to one partition, so a line of another one (only a foreign producer packs so) is filed as a
 * failure, which a replay packs by itself, and not written to where no query would look for it.
 * @param source the place of the first line
 * @param replayed what the record's key says of it
 */
export function transformPack(data: Uint8Array, source: Source, replayed?: Replayed): Transformed {
  const unpacked = unpack(data);
  if (!unpacked.ok) {
    const { reason, message } = unpacked;
    const errors = [{ path: "", expected: "a pack of events", actual: reason, message }];
    const failure: Failure = { stage: "archive", reason, errors, payload: data, source, ...replayed };
    return { partition: undefined, lines: new Uint8Array(), archived: 0, failures: [failure] };
  }
  const fitting: Uint8Array[] = [];
  const failures: Failure[] = [];
  let first: Extract<Checked, { ok: true }> | undefined;
  for (const [index, payload] of unpacked.entries.entries()) {
    const checked = check(payload);
    if (checked.ok) first ??= checked;
    if (checked.ok && checked.partition === first?.partition) {
      fitting.push(payload);
      continue;
    }
    const place = { ...source, subsequence_number: source.subsequence_number + index };
    const why = whyNot(checked, first?.partition);
    failures.push({ stage: "archive", ...why, payload, source: place, ...(index === 0 && replayed) });
  }
  return {
    partition: first && partitionOf(first.event),
    lines: failures.length === 0 && isLines(data, fitting) ? data : joined(fitting),
    archived: fitting.length,
    failures,
  };
}

function check(bytes: Uint8Array): Checked {
  if (isUtf8(bytes))
    return checkLine(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  const error = { path: "", expected: "UTF-8", actual: "other bytes", message: "the line is no text" };
  return { ok: false, reason: "conversion_failed", errors: [error] };
}

type Why = Pick<Failure, "reason" | "errors" | "event_id">;

function whyNot(checked: Checked, partition = ""): Why {
  if (!checked.ok) {
    const { ok: _, ...why } = checked;
    return why;
  }
  const message = "the event stands in a pack of another archive partition";
  const error = { path: "", expected: partition, actual: checked.partition, message };
  return { reason: "transform_failed", errors: [error], event_id: checked.event.event_id };
}

const OPENING_BRACE = 0x7b;
const NEWLINE = 0x0a;
const SPACE = 0x20;

/** Whether a pack is plain lines of JSON, not compressed or aggregated, so that it can be handed on as it is. */
function isLines(data: Uint8Array, lines: readonly Uint8Array[]): boolean {
  return data[0] === OPENING_BRACE && (lines.length > 1 || !data.subarray(0, -1).includes(NEWLINE));
}

/** An event written over several lines becomes one: a line end outside of a text is white space to JSON. */
function joined(lines: readonly Uint8Array[]): Uint8Array {
  const all = Buffer.allocUnsafe(lines.reduce((sum, { byteLength }) => sum + byteLength + 1, 0));
  let at = 0;
  for (const line of lines) {
    all.set(line, at);
    for (let end = all.indexOf(NEWLINE, at); end >= 0 && end < at + line.byteLength; ) {
      all[end] = SPACE;
      end = all.indexOf(NEWLINE, end);
    }
    at += line.byteLength;
    all[at++] = NEWLINE;
  }
  return all;
}
