import { gunzipSync } from "node:zlib";
import type { EnrichedEvent } from "../../../shared/event/enriched.ts";
import type { FailedEvent } from "../../../shared/failure/failed-event.ts";
import { FAILED_PREFIX } from "../../../shared/failure/prefixes.ts";
import { deviceOf } from "../../../shared/lane.ts";
import { unpackRecord } from "../../../shared/pack/decode.ts";
import type { TableItem } from "../../../shared/table.ts";
import type { LedgerEntry, SimulationLedger } from "../ledger.ts";
import { archiveBucket, bucketName, tableName } from "../names.ts";
import type { Scenario } from "../scenario.ts";
import type { Effects, SimulatedWorld } from "../world.ts";

export interface EnrichedEntry {
  entry: LedgerEntry;
  event: EnrichedEvent;
}

export interface FailedRecord {
  row: FailedEvent;
  /** Its original bytes, from wherever they stand. */
  bytes: Uint8Array;
}

/** The user records that a row stands for: nearly always one. */
export function linesOfRow({ row, bytes }: FailedRecord): Uint8Array[] {
  const unpacked = row.lines === undefined ? undefined : unpackRecord(bytes);
  return unpacked?.ok ? unpacked.entries : [bytes];
}

/** All that a simulation left behind, read where the pipeline wrote it. */
export interface Evidence {
  scenario: Scenario;
  ledger: SimulationLedger;
  /** Enriched lines of events that were made, by event_id. */
  lines: Map<string, EnrichedEntry[]>;
  /** By failure_id. */
  failed: Map<string, FailedRecord[]>;
  /** Failed rows by the place of their record (see `recordPlace`). */
  failedAt: Map<string, FailedRecord[]>;
  /** Failed rows of replayed records, by the failure that was replayed. */
  failedReplays: Map<string, FailedRecord[]>;
  /** Archived lines, with the key of the object that holds them. */
  archived: Map<string, string>;
  predictions: Map<string, TableItem[]>;
  /** The effects after each replay. */
  replays: readonly Effects[];
  errors: readonly Error[];
  /** Invocations that were ended at the timeout of their function. */
  killed: number;
  figures: Omit<SimulationFigures, "duration">;
}

export interface SimulationFigures {
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

/** Where a record stood, in the words of failed rows. */
export const recordPlace = (stream: string, entry: Pick<LedgerEntry, "sequenceNumber" | "index">): string =>
  `${stream} ${entry.sequenceNumber} ${entry.index}`;

/**
 * The failed rows of a record. A record that was replayed twice and failed twice is one failure, with one row that
 * names the place of only one of the two records. So a replayed record is found by its replay and its bytes.
 */
export function failedRecordsOf(
  { failedAt, failedReplays }: Evidence,
  stream: string,
  entry: LedgerEntry,
): FailedRecord[] {
  const { replayed } = entry;
  const here = failedAt.get(recordPlace(stream, entry)) ?? [];
  if (replayed === undefined) return here;
  const same = (failedReplays.get(replayed.replay_of) ?? []).filter(
    (each) =>
      each.row.replay_count === replayed.replay_count &&
      linesOfRow(each).some((line) => Buffer.from(line).equals(entry.bytes)),
  );
  return [...here, ...same];
}

export function evidenceOf(world: SimulatedWorld): Evidence {
  const { scenario, ledger, replays, errors, killed, invocations } = world;
  const lines = linesOf(ledger);
  const rows = rowsOf(world);
  const failed = Map.groupBy(rows, ({ row }) => row.failure_id);
  const archived = archivedLines(world);
  const items = [...world.dynamodb.table(tableName).items()] as unknown as TableItem[];
  return {
    scenario,
    ledger,
    lines,
    failed,
    failedAt: failedPlaces(rows, ledger),
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
      lossy: [...ledger.devices.values()].filter(({ lost }) => lost.size > 0).length,
      begunAnew: [...ledger.devices.values()].filter(({ begunAnew }) => begunAnew.length > 0).length,
    },
  };
}

/** A row that stands for many lines stands at the place of each of them, as far as they are what it holds. */
function failedPlaces(
  rows: readonly FailedRecord[],
  { raw, enriched }: SimulationLedger,
): Map<string, FailedRecord[]> {
  const places = new Map<string, FailedRecord[]>();
  const add = (place: string, row: FailedRecord) => {
    const known = places.get(place);
    if (known === undefined) places.set(place, [row]);
    else known.push(row);
  };
  for (const each of rows) {
    const { stream, sequence_number: sequenceNumber, subsequence_number: index } = each.row.source;
    if (each.row.lines === undefined) {
      add(recordPlace(stream, { sequenceNumber, index }), each);
      continue;
    }
    const held = new Set(linesOfRow(each).map((line) => Buffer.from(line).toString()));
    for (const entry of stream === "raw" ? raw : enriched)
      if (entry.sequenceNumber === sequenceNumber && held.has(entry.text))
        add(recordPlace(stream, entry), each);
  }
  return places;
}

function linesOf({ enriched, made }: SimulationLedger): Map<string, EnrichedEntry[]> {
  const lines = new Map<string, EnrichedEntry[]>();
  for (const entry of enriched) {
    if (entry.eventId === undefined || !made.has(entry.eventId)) continue;
    const event = JSON.parse(entry.text) as EnrichedEvent;
    if (deviceOf(event) !== made.get(entry.eventId)!.device) continue;
    const same = lines.get(entry.eventId);
    if (same === undefined) lines.set(entry.eventId, [{ entry, event }]);
    else same.push({ entry, event });
  }
  return lines;
}

export function rowsOf({ buckets }: SimulatedWorld): FailedRecord[] {
  const rows: FailedRecord[] = [];
  const objects = buckets.of(bucketName);
  for (const [key, object] of objects) {
    if (!key.startsWith(FAILED_PREFIX)) continue;
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

export function archivedLines({ buckets }: SimulatedWorld): Map<string, string> {
  const archived = new Map<string, string>();
  for (const [key, object] of buckets.of(archiveBucket)) {
    if (!key.startsWith("events/")) continue;
    for (const line of Buffer.from(object).toString().trimEnd().split("\n")) archived.set(line, key);
  }
  return archived;
}
