import type { RedisLink } from "../../../shared/redis/connect.ts";
import { customBuckets, customKey, customPrefix, customRows } from "../../../shared/redis/look-up/custom.ts";
import { prepareStates } from "../../../shared/redis/state/takeover.ts";
import type { CustomKeyTable, CustomRangeTable, CustomTable } from "../../../shared/steps/table.ts";
import { keyWriter } from "../key-writer.ts";
import { rangeWriter } from "../range-writer.ts";
import { deadlineOfOne } from "../store.ts";
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

async function loadKeys(
  redis: RedisLink,
  table: CustomKeyTable,
  rows: Rows,
  progress: Progress,
): Promise<LoadedTable> {
  const { textOf } = customRows(table);
  const writer = keyWriter(redis, { pattern: `${customPrefix(table)}:*`, replace: true, progress });
  for await (const row of rows)
    if ("key" in row) await writer.add(customKey(table, row.key), textOf(row.values));
  const { keys, removed } = await writer.finish();
  return { rows: keys, removed };
}

/** Rows between two calls of the progress. */
const PROGRESS_EVERY = 5_000;

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
    if (count % PROGRESS_EVERY === 0) progress(count);
  }
  return { rows: count, removed: (await writer.finish()).removed };
}
