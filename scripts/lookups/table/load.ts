import type { RedisLink } from "../../../shared/redis/connect.ts";
import { customBuckets, customKey, customPrefix, customRows } from "../../../shared/redis/look-up/custom.ts";
import { prepareStates } from "../../../shared/redis/state/takeover.ts";
import type { CustomKeyTable, CustomRangeTable, CustomTable } from "../../../shared/steps/table.ts";
import { rangeWriter } from "../range-writer.ts";
import { deadlineOfOne, type Entries, removeOthers, writeAll } from "../store.ts";
import type { TableRow } from "./file.ts";

export interface LoadedTable {
  /** Distinct keys, or rows of ranges. */
  rows: number;
  /** Keys of earlier loads that are gone. */
  removed: number;
}

type Rows = AsyncIterable<TableRow>;
type Progress = (rows: number) => void;

/**
 * Replaces a table of one's own by these rows: each key at once, then what earlier loads left is removed. Prepares a new
 * server for states, too. Throws `RedisUnavailable`.
 */
export async function loadTable(
  redis: RedisLink,
  table: CustomTable,
  rows: Rows,
  progress: Progress = () => {},
): Promise<LoadedTable> {
  const loaded =
    table.kind === "key"
      ? await loadKeys(redis, table, rows, progress)
      : await loadRanges(redis, table, rows, progress);
  await prepareStates(redis, deadlineOfOne());
  return loaded;
}

const ROWS_A_WRITE = 5_000;

async function loadKeys(
  redis: RedisLink,
  table: CustomKeyTable,
  rows: Rows,
  progress: Progress,
): Promise<LoadedTable> {
  const { textOf } = customRows(table);
  const written = new Set<string>();
  let entries: Entries = [];
  const write = async () => {
    await writeAll(redis, entries);
    entries = [];
    progress(written.size);
  };
  for await (const row of rows) {
    if (!("key" in row)) continue;
    const key = customKey(table, row.key);
    entries.push([key, textOf(row.values)]);
    written.add(key);
    if (entries.length === ROWS_A_WRITE) await write();
  }
  await write();
  const removed = written.size === 0 ? 0 : await removeOthers(redis, `${customPrefix(table)}:*`, written);
  return { rows: written.size, removed };
}

async function loadRanges(
  redis: RedisLink,
  table: CustomRangeTable,
  rows: Rows,
  progress: Progress,
): Promise<LoadedTable> {
  const writer = rangeWriter(redis, customBuckets(table), { replace: true });
  let count = 0;
  for await (const row of rows) {
    if (!("range" in row)) continue;
    await writer.add(row.range, row.values);
    count += 1;
    if (count % ROWS_A_WRITE === 0) progress(count);
  }
  return { rows: count, removed: (await writer.finish()).removed };
}
