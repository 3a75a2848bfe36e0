import type { RedisLink } from "../../shared/redis/connect.ts";
import { deadlineOfOne, type EntryStore, redisEntries } from "../../shared/redis/entries.ts";
import type { GeoPlace, ZipArea } from "../../shared/redis/facts.ts";
import { geoBuckets } from "../../shared/redis/look-up/geo-bucket.ts";
import { zipKey } from "../../shared/redis/look-up/keys.ts";
import { dropVersions } from "../../shared/redis/look-up/load.ts";
import { encodeZipArea } from "../../shared/redis/look-up/zip.ts";
import { prepareStates } from "../../shared/redis/state/takeover.ts";
import { lookUpSets } from "../../shared/redis/tables.ts";
import type { AddressRange } from "./geo/range.ts";
import { keyWriter } from "./key-writer.ts";
import { rangeWriter } from "./range-writer.ts";

export interface GeoRow {
  range: AddressRange;
  place: GeoPlace;
}

export interface ZipRow {
  code: string;
  area: ZipArea;
}

export type Rows<Row> = Iterable<Row> | AsyncIterable<Row>;

export interface Tables {
  geo?: Rows<GeoRow> | undefined;
  zip?: Rows<ZipRow> | undefined;
}

export interface LoadOptions {
  /** `replace`: the tables hold nothing but these rows afterwards. `add`: ranges are added, known zip codes stay. */
  mode: "replace" | "add";
  /** Called now and then with the rows loaded so far. */
  progress?(rows: number): void;
}

export interface Loaded {
  ranges: number;
  buckets: number;
  zips: number;
  /** Keys of earlier loads that are gone. */
  removed: number;
  /** What was written as a whole (`shared/redis/look-up/version.ts`). */
  sets: string[];
}

const PROGRESS_EVERY = 20_000;

/**
 * Writes look-up tables, and prepares a new server for states. A table without rows is left as it is. Throws
 * `RedisUnavailable`.
 */
export async function loadLookups(redis: RedisLink, tables: Tables, options: LoadOptions): Promise<Loaded> {
  const loaded = await writeLookups(redisEntries(redis), tables, options);
  if (options.mode === "replace") await dropVersions(redis, loaded.sets);
  await prepareStates(redis, deadlineOfOne());
  return loaded;
}

/** Writes the tables wherever they are kept. */
export async function writeLookups(store: EntryStore, tables: Tables, options: LoadOptions): Promise<Loaded> {
  const loaded: Loaded = { ranges: 0, buckets: 0, zips: 0, removed: 0, sets: [] };
  if (tables.geo !== undefined) await writeGeo(store, tables.geo, options, loaded);
  if (tables.zip !== undefined) await writeZip(store, tables.zip, options, loaded);
  return loaded;
}

async function writeGeo(store: EntryStore, rows: Rows<GeoRow>, options: LoadOptions, loaded: Loaded) {
  const writer = rangeWriter(store, geoBuckets, { replace: options.mode === "replace" });
  for await (const { range, place } of rows) {
    await writer.add(range, place);
    loaded.ranges += 1;
    if (loaded.ranges % PROGRESS_EVERY === 0) options.progress?.(loaded.ranges);
  }
  const { buckets, removed, sets } = await writer.finish();
  loaded.sets.push(...sets);
  loaded.buckets += buckets;
  loaded.removed += removed;
}

async function writeZip(
  store: EntryStore,
  rows: Rows<ZipRow>,
  { mode, progress }: LoadOptions,
  loaded: Loaded,
) {
  const writer = keyWriter(store, { pattern: "zip:*", replace: mode === "replace", progress });
  for await (const { code, area } of rows) await writer.add(zipKey(code), encodeZipArea(area));
  const { keys, removed } = await writer.finish();
  loaded.zips = keys;
  if (keys > 0) loaded.sets.push(...lookUpSets().zip!);
  loaded.removed += removed;
}
