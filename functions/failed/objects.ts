import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { FailedEvent } from "../../shared/failure/failed-event.ts";

export interface FailedObject {
  key: string;
  bytes: Uint8Array;
}

/**
 * Groups rows into objects, one for each stage, reason and day. The name of an object is a hash of the rows' failure
 * ids and payloads, so a redelivered message rewrites its objects instead of adding new ones. A failure that was
 * replayed and failed again has the same id but another name: its bytes have been marked or patched, and must not
 * overwrite the original ones.
 */
export function objectsOf(rows: readonly FailedEvent[], prefix: string): FailedObject[] {
  const groups = Map.groupBy(rows, ({ stage, reason, failed_at }) =>
    [`stage=${stage}`, `reason=${reason}`, `dt=${failed_at.slice(0, 10)}`].join("/"),
  );
  return [...groups].map(([partition, group]) => ({
    key: `${prefix.replace(/\/+$/, "")}/${partition}/${nameOf(group)}.ndjson.gz`,
    bytes: gzipSync(group.map((row) => `${JSON.stringify(row)}\n`).join("")),
  }));
}

function nameOf(rows: readonly FailedEvent[]): string {
  const ids = rows.map((row) => `${row.failure_id} ${row.replay_count} ${row.payload_sha256}`).sort();
  return createHash("sha256").update(ids.join("\n")).digest("hex").slice(0, 32);
}
