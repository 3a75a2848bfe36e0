import { gunzipSync } from "node:zlib";
import type { EnrichedEvent } from "../../../shared/event/enriched.ts";
import type { FailedEvent } from "../../../shared/failure/failed-event.ts";
import { userOf } from "../../../shared/lane.ts";
import type { Item } from "../../../shared/table.ts";
import type { Entry, Ledger } from "../ledger.ts";
import { archiveBucket, bucketName, tableName } from "../names.ts";
import type { Scenario } from "../scenario.ts";
import type { Effects, World } from "../world.ts";

export interface Line {
  entry: Entry;
  event: EnrichedEvent;
}

export interface FailedRow {
  row: FailedEvent;
  /** Its original bytes, from wherever they stand. */
  bytes: Uint8Array;
}

/** All that a simulation left behind, read where the pipeline wrote it. */
export interface Evidence {
  scenario: Scenario;
  ledger: Ledger;
  /** Enriched lines of events that were made, by event_id. */
  lines: Map<string, Line[]>;
  /** By failure_id. */
  failed: Map<string, FailedRow[]>;
  /** Failed rows by the place of their record (see `placeOf`). */
  failedAt: Map<string, FailedRow[]>;
  /** Failed rows of replayed records, by the failure that was replayed. */
  failedReplays: Map<string, FailedRow[]>;
  /** Archived lines, with the key of the object that holds them. */
  archived: Map<string, string>;
  predictions: Map<string, Item[]>;
  /** What there was after each replay. */
  replays: readonly Effects[];
  errors: readonly Error[];
  /** Invocations that were ended at the timeout of their function. */
  killed: number;
  figures: Omit<Figures, "duration">;
}

export interface Figures {
  made: number;
  raw: number;
  enriched: number;
  failed: number;
  archived: number;
  predicted: number;
  /** Users whose state Redis lost in part. */
  lossy: number;
  /** Users whose state a version could not read, and began anew. */
  begunAnew: number;
  /** Batches that a trigger gave up. */
  abandoned: number;
  invocations: number;
  /** Simulated time, ms. */
  duration: number;
}

/** Where a record stood, as failed rows name it. */
export const placeOf = (stream: string, entry: Pick<Entry, "sequenceNumber" | "index">): string =>
  `${stream} ${entry.sequenceNumber} ${entry.index}`;

/**
 * The failed rows that stand for a record. What was replayed twice and failed twice is one failure, with one row that
 * names the place of either record, so it is known by its replay and its bytes.
 */
export function failuresOf({ failedAt, failedReplays }: Evidence, stream: string, entry: Entry): FailedRow[] {
  const { replayed } = entry;
  const here = failedAt.get(placeOf(stream, entry)) ?? [];
  if (replayed === undefined) return here;
  const same = (failedReplays.get(replayed.replay_of) ?? []).filter(
    ({ row, bytes }) => row.replay_count === replayed.replay_count && Buffer.from(bytes).equals(entry.bytes),
  );
  return [...here, ...same];
}

export function evidenceOf(world: World): Evidence {
  const { scenario, ledger, replays, errors, killed, invocations } = world;
  const lines = linesOf(ledger);
  const rows = rowsOf(world);
  const failed = Map.groupBy(rows, ({ row }) => row.failure_id);
  const archived = archivedLines(world);
  const items = [...world.dynamodb.table(tableName).items()] as unknown as Item[];
  return {
    scenario,
    ledger,
    lines,
    failed,
    failedAt: Map.groupBy(rows, ({ row }) =>
      placeOf(row.source.stream, {
        sequenceNumber: row.source.sequence_number,
        index: row.source.subsequence_number,
      }),
    ),
    failedReplays: Map.groupBy(rows, ({ row }) => row.replay_of ?? ""),
    archived,
    predictions: Map.groupBy(items, (item) => item.event_id?.S ?? ""),
    replays,
    errors,
    killed,
    figures: {
      invocations,
      made: ledger.made.size,
      raw: ledger.raw.length,
      enriched: ledger.enriched.length,
      failed: failed.size,
      archived: archived.size,
      predicted: items.length,
      abandoned: ledger.abandoned.length,
      lossy: [...ledger.users.values()].filter(({ lost }) => lost.size > 0).length,
      begunAnew: [...ledger.users.values()].filter(({ begunAnew }) => begunAnew.length > 0).length,
    },
  };
}

function linesOf({ enriched, made }: Ledger): Map<string, Line[]> {
  const lines = new Map<string, Line[]>();
  for (const entry of enriched) {
    if (entry.eventId === undefined || !made.has(entry.eventId)) continue;
    const event = JSON.parse(entry.text) as EnrichedEvent;
    if (userOf(event) !== made.get(entry.eventId)!.user) continue;
    const same = lines.get(entry.eventId);
    if (same === undefined) lines.set(entry.eventId, [{ entry, event }]);
    else same.push({ entry, event });
  }
  return lines;
}

export function rowsOf({ buckets }: World): FailedRow[] {
  const rows: FailedRow[] = [];
  const objects = buckets.of(bucketName);
  for (const [key, object] of objects) {
    if (!key.startsWith("failed/")) continue;
    for (const text of gunzipSync(object).toString().trimEnd().split("\n")) {
      const row = JSON.parse(text) as FailedEvent;
      const at = row.payload_ref?.indexOf("/oversize/") ?? -1;
      const bytes =
        at < 0 ? Buffer.from(row.payload ?? "", "base64") : objects.get(row.payload_ref!.slice(at + 1));
      rows.push({ row, bytes: bytes ?? new Uint8Array() });
    }
  }
  return rows;
}

export function archivedLines({ buckets }: World): Map<string, string> {
  const archived = new Map<string, string>();
  for (const [key, object] of buckets.of(archiveBucket)) {
    if (!key.startsWith("events/")) continue;
    for (const line of Buffer.from(object).toString().trimEnd().split("\n")) archived.set(line, key);
  }
  return archived;
}
