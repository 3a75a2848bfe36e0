import { OTHER_FOLDER } from "../../shared/archive-folders.ts";
import { type ArchivePartition, partitionOf } from "../../shared/archive-partition.ts";
import type { Failure, FailureSource } from "../../shared/failure/failed-event.ts";
import { boundedFailures } from "../../shared/failure/many-lines.ts";
import { lineSource, packRefusal } from "../../shared/failure/place.ts";
import type { Replayed } from "../../shared/failure/replayed.ts";
import { utf8 } from "../../shared/json/utf8.ts";
import { unpackRecord } from "../../shared/pack/decode.ts";
import { type CheckArchiveLine, type CheckedArchiveLine, checkArchiveLine } from "./check.ts";
import { type Filing, isOpen, isSeen } from "./filing.ts";

export interface TransformedPack {
  /** Undefined when no line of the pack fits. */
  partition: ArchivePartition | undefined;
  /** Whether the partition is one that Firehose is given; others are written without it. */
  open: boolean;
  /** JSON that fits, one event a line; `data` itself, byte for byte, when that is all of it. */
  lines: Uint8Array;
  archived: number;
  failures: Failure[];
}

/**
 * Separates the lines of a pack that fit the table and the pack's hour from failures. Firehose writes a whole record
 * to one partition, and no query would find a line of another hour there. So such a line (only a foreign producer
 * packs like this) becomes a failure, and a replay puts it into a pack of its own. Lines of several source folders go
 * to the shared folder `source=other`: no query depends on the folder.
 * @param source the place of the first line
 * @param replayed what the record's key says of it
 * @param checkLine by the columns of the table
 */
export function transformPack(
  data: Uint8Array,
  source: FailureSource,
  filing: Filing,
  replayed?: Replayed,
  checkLine: CheckArchiveLine = checkArchiveLine,
): TransformedPack {
  const unpacked = unpackRecord(data);
  if (!unpacked.ok) {
    const refusal = packRefusal(unpacked);
    const failures: Failure[] = [{ stage: "archive", ...refusal, payload: data, source, ...replayed }];
    return { partition: undefined, open: true, lines: new Uint8Array(), archived: 0, failures };
  }
  const fitting: Uint8Array[] = [];
  const failures: Failure[] = [];
  let partition: ArchivePartition | undefined;
  let open = true;
  let whole = true;
  for (const [index, payload] of unpacked.entries.entries()) {
    const checked = check(payload, checkLine);
    const refused = refusal(checked, partition, filing);
    if (checked.ok && refused === undefined) {
      const filed = partitionOf(checked.event, filing.folders);
      if (partition === undefined) open = isOpen(checked.event.event_time, filing);
      partition = partition === undefined || partition.source === filed.source ? filed : shared(filed);
      whole &&= checked.line === undefined;
      fitting.push(checked.line ?? payload);
      continue;
    }
    const place = lineSource(source, index);
    failures.push({ stage: "archive", ...refused!, payload, source: place, ...(index === 0 && replayed) });
  }
  return {
    partition,
    open,
    lines: whole && failures.length === 0 && isLines(data, fitting) ? data : joined(fitting),
    archived: fitting.length,
    failures:
      failures.length === 0 ? failures : boundedFailures(failures, data, unpacked.entries.length, replayed),
  };
}

const shared = (partition: ArchivePartition): ArchivePartition => ({ ...partition, source: OTHER_FOLDER });

function check(bytes: Uint8Array, checkLine: CheckArchiveLine): CheckedArchiveLine {
  const text = utf8(bytes);
  if (text !== undefined) return checkLine(text);
  const error = { path: "", expected: "UTF-8", actual: "other bytes", message: "the line is no text" };
  return { ok: false, reason: "conversion_failed", errors: [error] };
}

type Why = Pick<Failure, "reason" | "errors" | "event_id">;

/** Why a line is not filed in the hour of its pack; undefined when it is. */
function refusal(
  checked: CheckedArchiveLine,
  pack: ArchivePartition | undefined,
  filing: Filing,
): Why | undefined {
  if (!checked.ok) {
    const { ok: _, ...why } = checked;
    return why;
  }
  const { event_id, event_time } = checked.event;
  if (!isSeen(event_time, filing)) {
    const { firstDay } = filing;
    const message = `no query would see it: the table's days are from ${firstDay} (a setting) to tomorrow`;
    return misplaced(event_id, `a day from ${firstDay} to tomorrow`, event_time.slice(0, 10), message);
  }
  const hour = hourOf(event_time);
  if (pack === undefined || hour === hourOf(`${pack.dt}T${pack.hour}`)) return undefined;
  const message = "the event stands in a pack of another hour";
  return misplaced(event_id, hourOf(`${pack.dt}T${pack.hour}`), hour, message);
}

/** The event itself is good: it can be archived once it is in a pack of its own, or once the table has more days. */
const misplaced = (event_id: string, expected: string, actual: string, message: string): Why => ({
  reason: "transform_failed",
  errors: [{ path: "/event_time", expected, actual, message }],
  event_id,
});

const hourOf = (eventTime: string): string => eventTime.slice(0, 13);

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
