import type { RedisLink } from "../../../shared/redis/connect.ts";
import { type Entries, type EntryStore, keysLike, redisEntries } from "../../../shared/redis/entries.ts";
import { dropVersions } from "../../../shared/redis/look-up/load.ts";
import { encodeRates, RATE_KEYS, rateKey } from "../../../shared/redis/look-up/rates.ts";
import { lookUpSets } from "../../../shared/redis/tables.ts";
import { SAMPLE_BASE, sampleRates } from "../../../shared/sample/rates.ts";
import type { Rows } from "../load.ts";
import type { RateRow } from "./file.ts";

export interface LoadedRates {
  base: string;
  /** Beside the base. */
  currencies: number;
  days: number;
  /** Keys of earlier loads that are gone. */
  removed: number;
}

/**
 * Replaces the table of rates: one value a currency, with the rate of every day; the base is worth 1 on any day. There
 * has to be a row.
 */
export async function loadRates(redis: RedisLink, rows: Rows<RateRow>): Promise<LoadedRates> {
  const loaded = await writeRates(redisEntries(redis), rows);
  await dropVersions(redis, lookUpSets().rates!);
  return loaded;
}

/** Writes the table wherever it is kept. */
export async function writeRates(store: EntryStore, rows: Rows<RateRow>): Promise<LoadedRates> {
  const byCurrency = new Map<string, Map<number, number>>();
  const days = new Set<number>();
  let base = "";
  for await (const row of rows) {
    base = row.base;
    const rates = byCurrency.get(row.currency) ?? new Map<number, number>();
    byCurrency.set(row.currency, rates.set(row.day, row.rate));
    days.add(row.day);
  }
  byCurrency.delete(base);
  const entries: Entries = [...byCurrency].map(([currency, rates]) => [
    rateKey(currency),
    encodeRates(byDay(rates)),
  ]);
  entries.push([rateKey(base), encodeRates({ fixed: 1 })]);
  await store.write(entries);
  const removed = await store.removeOthers(RATE_KEYS, new Set(entries.map(([key]) => key)));
  return { base, currencies: byCurrency.size, days: days.size, removed };
}

function byDay(rates: ReadonlyMap<number, number>) {
  let firstDay = Number.POSITIVE_INFINITY;
  let lastDay = 0;
  for (const day of rates.keys()) {
    firstDay = Math.min(firstDay, day);
    lastDay = Math.max(lastDay, day);
  }
  return {
    firstDay,
    rates: Array.from({ length: lastDay - firstDay + 1 }, (_, at) => rates.get(firstDay + at)),
  };
}

/**
 * Adds the sample's rates where there are none: beside others, of another base perhaps, they would be wrong. Returns how
 * many.
 */
export async function addSampleRates(redis: RedisLink): Promise<number> {
  if ((await keysLike(redis, RATE_KEYS)).length > 0) return 0;
  const entries = Object.entries({ [SAMPLE_BASE]: 1, ...sampleRates }).map(
    ([currency, fixed]): Entries[number] => [rateKey(currency), encodeRates({ fixed })],
  );
  await redisEntries(redis).write(entries, true);
  return entries.length;
}
