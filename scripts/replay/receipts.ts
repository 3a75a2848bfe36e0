import { randomUUID } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { utcDay } from "../../shared/event/time.ts";
import type { FailedEvent } from "../../shared/failure/failed-event.ts";
import type { ObjectStore } from "../../shared/failure/ports.ts";

/** That a failed event was put back on its stream: a line of an object beside the rows. It holds no data of the event. */
interface Receipt {
  /** Of this form. */
  v: 1;
  failure_id: string;
  /** Which replay of the failure it was; an event that fails again has a row with this number. */
  replay_count: number;
}

const PREFIX = "replayed/";
const KEY = /^replayed\/dt=(\d{4}-\d{2}-\d{2})\//;
const DAY_MS = 86_400_000;

/** Writes down that the failed events of these rows were put back. */
export async function writeReceipts(store: ObjectStore, rows: Iterable<FailedEvent>): Promise<void> {
  const receipts = new Map<string, Receipt>();
  for (const { failure_id, replay_count } of rows)
    receipts.set(failure_id, { v: 1, failure_id, replay_count: replay_count + 1 });
  if (receipts.size === 0) return;
  const lines = [...receipts.values()].map((receipt) => `${JSON.stringify(receipt)}\n`).join("");
  const day = utcDay(Date.now());
  await store.put(`${PREFIX}dt=${day}/${randomUUID()}.ndjson.gz`, gzipSync(lines), {
    contentType: "application/x-ndjson",
    contentEncoding: "gzip",
  });
}

/**
 * How often each failure was put back, for those that were.
 * @param since epoch ms; what failed since then was put back on that day at the earliest
 */
export async function readReceipts(store: ObjectStore, since: number): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for await (const { key } of store.list(PREFIX)) {
    const day = Date.parse(KEY.exec(key)?.[1] ?? "");
    if (Number.isNaN(day) || day + DAY_MS <= since) continue;
    for (const line of gunzipSync(await store.get(key))
      .toString("utf8")
      .split("\n")) {
      if (line === "") continue;
      const { failure_id, replay_count } = JSON.parse(line) as Receipt;
      times.set(failure_id, Math.max(replay_count, times.get(failure_id) ?? 0));
    }
  }
  return times;
}
