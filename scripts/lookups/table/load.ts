import type { RedisLink } from "../../../shared/redis/connect.ts";
import { deadlineOfOne, type EntryStore, redisEntries } from "../../../shared/redis/entries.ts";
import { customBuckets, customKey, customPrefix, customRows } from "../../../shared/redis/look-up/custom.ts";
import { dropVersions } from "../../../shared/redis/look-up/load.ts";
import { prepareStates } from "../../../shared/redis/state/takeover.ts";
import type { CustomKeyTable, CustomRangeTable, CustomTable } from "../../../shared/steps/table.ts";
import { keyWriter } from "../key-writer.ts";
import { rangeWriter } from "../range-writer.ts";
import type { TableRow } from "./file.ts";

export interface LoadedTable {
  /** Distinct keys, or rows of ranges. */
  rows: number;
  /** Keys of earlier loads that are gone. */
  removed: number;
  /** What was written as a whole (`shared/redis/look-up/version.ts`). */
  sets: string[];
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
  const loaded = await writeTable(redisEntries(redis), table, rows, progress);
  await dropVersions(redis, loaded.sets);
  await prepareStates(redis, deadlineOfOne());
  return loaded;
}

/** Writes the table wherever it is kept. */
export const writeTable = (
  store: EntryStore,
  table: CustomTable,
  rows: Rows,
  progress: Progress = () => {},
): Promise<LoadedTable> =>
  table.kind === "key" ? writeKeys(store, table, rows, progress) : writeRanges(store, table, rows, progress);

async function writeKeys(
  store: EntryStore,
  table: CustomKeyTable,
  rows: Rows,
  progress: Progress,
): Promise<LoadedTable> {
  const { textOf } = customRows(table);
  const writer = keyWriter(store, { pattern: `${customPrefix(table)}:*`, replace: true, progress });
  for await (const row of rows)
    if ("key" in row) await writer.add(customKey(table, row.key), textOf(row.values));
  const { keys, removed } = await writer.finish();
  return { rows: keys, removed, sets: keys > 0 ? [customPrefix(table)] : [] };
}

/** Rows between two calls of the progress. */
const PROGRESS_EVERY = 5_000;

async function writeRanges(
  store: EntryStore,
  table: CustomRangeTable,
  rows: Rows,
  progress: Progress,
): Promise<LoadedTable> {
  const writer = rangeWriter(store, customBuckets(table), { replace: true });
  let count = 0;
  for await (const row of rows) {
    if (!("range" in row)) continue;
    await writer.add(row.range, row.values);
    count += 1;
    if (count % PROGRESS_EVERY === 0) progress(count);
  }
  const { removed, sets } = await writer.finish();
  return { rows: count, removed, sets };
}
