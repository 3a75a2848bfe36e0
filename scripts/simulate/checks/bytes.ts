import { hash } from "node:crypto";
import { withoutReplayed } from "../../../shared/failure/replayed.ts";
import { mayForget } from "../ledger.ts";
import { type Evidence, linesOfRow, recordPlace } from "./evidence.ts";
import { isInDoubt, isWithoutSession } from "./sessions.ts";

/** A failed row holds the very bytes of its record. */
export function* failedBytesAreOriginal({ ledger, failed }: Evidence): Generator<string> {
  const originals = new Map<string, Uint8Array>();
  for (const entry of ledger.raw) originals.set(recordPlace("raw", entry), entry.bytes);
  for (const entry of ledger.enriched) originals.set(recordPlace("enriched", entry), entry.bytes);
  const originalsOf = Map.groupBy(
    [...ledger.raw, ...ledger.enriched],
    ({ sequenceNumber }) => sequenceNumber,
  );
  for (const rows of failed.values()) {
    for (const { row, bytes } of rows) {
      const { stream, sequence_number: sequenceNumber, subsequence_number: index } = row.source;
      if (hash("sha256", bytes) !== row.payload_sha256 || bytes.byteLength !== row.payload_bytes)
        yield `the payload of the failed row at ${sequenceNumber}[${index}] does not have its own checksum.`;
      // With inline scoring, an event that the model refuses is filed as the enriched event that was sent to it.
      if (stream !== "raw" && stream !== "enriched") continue;
      if (row.stage === "predict" && stream === "raw") continue;
      if (row.lines !== undefined) {
        const held = linesOfRow({ row, bytes });
        const stood = new Set(originalsOf.get(sequenceNumber)?.map(({ text }) => text));
        const isOriginal = held.every((line) => stood.has(Buffer.from(line).toString()));
        if (held.length !== row.lines || !isOriginal)
          yield `the failed row at ${sequenceNumber} of ${stream} says ${row.lines} lines and does not hold as many of its record.`;
        continue;
      }
      const original = originals.get(recordPlace(stream, { sequenceNumber, index }));
      if (original === undefined || !Buffer.from(bytes).equals(original))
        yield `the failed row of stage ${row.stage} at ${sequenceNumber}[${index}] of ${stream} does not hold the bytes that stood there.`;
    }
  }
}

/**
 * A replayed event, which carries the marks of its replay, has not overwritten the row and the bytes of the original
 * failure.
 */
export function* replayedRowsAreKept({ ledger, failed }: Evidence): Generator<string> {
  for (const { replayed, sequenceNumber, index } of [...ledger.raw, ...ledger.enriched]) {
    if (replayed === undefined) continue;
    const { replay_of, replay_count } = replayed;
    const rows = failed.get(replay_of) ?? [];
    if (!rows.some(({ row }) => row.replay_count === replay_count - 1))
      yield `what was replayed as ${sequenceNumber}[${index}] has no failed row ${replay_of} of replay ${replay_count - 1} any more.`;
  }
}

/**
 * A redelivery writes the same line again, byte for byte, unless Redis lost the memory of it or was skipped, or a
 * version could not read that memory: then the line is marked as doubtful.
 */
export function* linesAreIdentical({ ledger, lines, scenario }: Evidence): Generator<string> {
  for (const [eventId, all] of lines) {
    const user = ledger.made.get(eventId)!.device;
    const log = ledger.devices.get(user);
    if ((log?.lost.size ?? 0) > 0) continue;
    const isForgotten = log !== undefined && (log.forgotten.has(eventId) || mayForget(log));
    const withSession = all.filter(({ event }) => !isWithoutSession(event));
    const exact = withSession.filter(({ event }) => !isForgotten || !isInDoubt(event));
    const flagged = all.length - withSession.length;
    if (flagged > 0 && scenario.outage === "wait")
      yield `${eventId} was emitted without its session although events are to wait for Redis.`;
    const [text, ...others] = exact.map(({ entry }) => withoutReplayed(entry.text));
    const different = others.find((other) => other !== text);
    if (different !== undefined)
      yield `${eventId} was emitted in two forms: ${firstDifference(text!, different)}.`;
  }
}

function firstDifference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const from = Math.max(0, at - 40);
  return `…${a.slice(from, at + 40)}… and …${b.slice(from, at + 40)}…`;
}

/** Each archived line lies in the partition that queries would look for it in. */
export function* archivedInTheirPartition({ archived }: Evidence): Generator<string> {
  for (const [line, key] of archived) {
    const { event_time, event_id } = JSON.parse(line);
    const partition = `dt=${event_time.slice(0, 10)}/hour=${event_time.slice(11, 13)}/`;
    if (!key.startsWith(`events/${partition}`)) yield `${event_id} of ${event_time} was archived as ${key}.`;
  }
}
