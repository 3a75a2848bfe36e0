import { gunzipSync } from "node:zlib";
import { payloadOfRow } from "../../shared/failure/claim-check.ts";
import type { FailedEvent, FieldError } from "../../shared/failure/failed-event.ts";
import type { ObjectStore } from "../../shared/failure/ports.ts";
import { type Changed, isDocument } from "./change.ts";
import { dayOf, type Filter, matches, mayMatch } from "./filter.ts";

/** What a replay does with a failed event, or why nothing. */
export const verdicts = {
  ready: "",
  unchanged: "would fail again unchanged (--patch mends it, --all replays it)",
  document: "a source's document (--mapping makes an event of it)",
  "still invalid": "would fail again after the change",
  "too often": "replayed too often already (--force replays it)",
  "put back": "put back already, and has not failed since (--force replays it)",
  "no event": "holds no event's bytes",
} as const;

export type ReplayVerdict = keyof typeof verdicts;

export interface Selected {
  row: FailedEvent;
  verdict: ReplayVerdict;
  /** What is put back; empty unless ready. */
  events: Uint8Array[];
  /** Set when the event was changed. */
  preview?: (Changed & { kind: "changed" })["preview"];
  /** Why it is still invalid. */
  errors?: FieldError[];
}

export interface Terms {
  /** Also what would fail again unchanged. */
  all: boolean;
  /** Also what was replayed this often, and more often, and what was put back and has not failed since. */
  force: boolean;
  maxReplays: number;
  /** How often each failure was put back, for those that were. */
  receipts: ReadonlyMap<string, number>;
  /** Whether events are put back, and not only counted. */
  applies: boolean;
  /** Undefined where events stay as they are. */
  change?(row: FailedEvent, payload: Uint8Array): Changed;
}

/** The keys that may hold rows that match, oldest day first. */
export async function keysOf(store: ObjectStore, prefix: string, filter: Filter): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) if (mayMatch(filter, key)) keys.push(key);
  return keys.sort((a, b) => dayOf(a).localeCompare(dayOf(b)) || a.localeCompare(b));
}

/**
 * How often each failure was replayed, for those that were. A failure that failed again has a row for each time, with
 * the bytes of that time. Only the latest row counts; it may lie under another day or reason.
 */
export async function replaysOf(
  store: ObjectStore,
  prefix: string,
  { stage, since }: Filter,
): Promise<Map<string, number>> {
  const wide: Filter = { ...(stage !== undefined && { stage }), since, until: Number.POSITIVE_INFINITY };
  const latest = new Map<string, number>();
  for (const key of await keysOf(store, prefix, wide))
    for (const { failure_id, replay_count } of rowsOf(await store.get(key)))
      if (replay_count > (latest.get(failure_id) ?? 0)) latest.set(failure_id, replay_count);
  return latest;
}

/** The rows of an object that match and that no later row replaces, in the order of their places. */
export async function rowsIn(
  store: ObjectStore,
  key: string,
  filter: Filter,
  replays: ReadonlyMap<string, number>,
): Promise<FailedEvent[]> {
  const rows = rowsOf(await store.get(key)).filter(
    (row) => matches(filter, row) && row.replay_count >= (replays.get(row.failure_id) ?? 0),
  );
  return rows.sort(byPlace);
}

/** What is to be done with a row; its bytes are fetched only where that depends on them. */
export async function judgeRow(row: FailedEvent, store: ObjectStore, terms: Terms): Promise<Selected> {
  const none = (verdict: ReplayVerdict): Selected => ({ row, verdict, events: [] });
  // Rows of the failed-events function itself hold metadata or a foreign message, not the bytes of an event.
  if (row.component === "failed") return none("no event");
  if (row.replay_count >= terms.maxReplays && !terms.force) return none("too often");
  // Had it failed again, that row would be the latest.
  if ((terms.receipts.get(row.failure_id) ?? 0) > row.replay_count && !terms.force) return none("put back");
  const asItIs = isDocument(row) ? "document" : row.retryable || terms.all ? "ready" : "unchanged";
  if (!terms.change && (asItIs !== "ready" || !terms.applies)) return none(asItIs);
  const payload = await payloadOfRow(row, store);
  const changed = terms.change?.(row, payload) ?? { kind: "unchanged" };
  if (changed.kind === "changed")
    return { row, verdict: "ready", events: changed.events, preview: changed.preview };
  if (changed.kind === "still invalid") return { ...none("still invalid"), errors: changed.errors };
  return { row, verdict: asItIs, events: asItIs === "ready" ? [payload] : [] };
}

function rowsOf(bytes: Uint8Array): FailedEvent[] {
  const lines = gunzipSync(bytes).toString("utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}

function byPlace({ source: a }: FailedEvent, { source: b }: FailedEvent): number {
  return (
    a.arrival_time.localeCompare(b.arrival_time) ||
    a.sequence_number.length - b.sequence_number.length ||
    a.sequence_number.localeCompare(b.sequence_number) ||
    a.subsequence_number - b.subsequence_number
  );
}
