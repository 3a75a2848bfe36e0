import { connectRedis, type RedisLink } from "../shared/redis/connect.ts";
import { deadlineOfOne, type EntryStore, LOAD_COMMAND_MS } from "../shared/redis/entries.ts";
import { ASK_EVERY_MS } from "../shared/redis/look-up/version.ts";
import { lookUpSets } from "../shared/redis/tables.ts";
import { RedisUnavailable } from "../shared/redis/unavailable.ts";
import { redisTarget as redisTargetOf } from "./local/redis/url.ts";
import { checkRows, counted, linesOf } from "./lookups/check.ts";
import { collectedEntries } from "./lookups/collected.ts";
import { type LoadPlace, loadEntries, loadPlace, newVersion } from "./lookups/deployed.ts";
import { type GeoFile, geoRows, openGeo } from "./lookups/geo/file.ts";
import {
  type GeoRow,
  type Loaded,
  loadLookups,
  type Rows,
  type Tables,
  writeLookups,
} from "./lookups/load.ts";
import { type LookupsOptions, readOptions, usage } from "./lookups/options.ts";
import { type RateRow, rateRows } from "./lookups/rates/file.ts";
import { addSampleRates, type LoadedRates, loadRates, writeRates } from "./lookups/rates/load.ts";
import { RowReport } from "./lookups/row-report.ts";
import { sampleGeo, sampleZips } from "./lookups/sample.ts";
import { tableRows } from "./lookups/table/file.ts";
import { type LoadedTable, loadTable, writeTable } from "./lookups/table/load.ts";
import type { TableFile } from "./lookups/table/named.ts";
import { zipRows } from "./lookups/zip/file.ts";
import { printLine, printResult, speaksJson } from "./terminal.ts";
import { main, UserError } from "./user-error.ts";

/** What was loaded, by table, and what people read of it. */
const told: { loaded: Record<string, object>; lines: string[] } = { loaded: {}, lines: [] };

function say(line: string, loaded: Record<string, object> = {}): void {
  printLine(line);
  told.lines.push(line);
  Object.assign(told.loaded, loaded);
}

/** What is written to: the Redis at hand, or a stack's by its function. */
interface Target {
  /** Throws where it is out of reach. */
  ask(): Promise<void>;
  lookups(tables: Tables): Promise<Loaded>;
  rates(rows: AsyncIterable<RateRow>): Promise<LoadedRates>;
  table(file: TableFile): Promise<LoadedTable>;
  /** What becomes of the keys of earlier loads. */
  replaced: string;
  /** From when on events get what was loaded: a sentence. */
  inForce?: string;
}

/** All files are read and checked before the first byte is written: a file that is refused must not cost the others. */
async function load(target: Target, options: LookupsOptions): Promise<void> {
  const { zip, rates, base } = options;
  const geo: GeoFile[] = [];
  for (const path of options.geo) geo.push(await openGeo(path, options.format, options.locations));
  const lines: string[] = [];
  const check = async (path: string, kind: string, rowsOf: (report: RowReport) => AsyncIterable<unknown>) => {
    const report = await checkRows(path, rowsOf, progress(`checking ${path}`)).finally(cleared);
    lines.push(...linesOf(path, kind, report));
  };
  if (zip !== undefined) await check(zip, "figures of zip codes", (report) => zipRows(zip, report));
  if (rates !== undefined)
    await check(rates, "rates of currencies", (report) => rateRows(rates, base, report));
  // A geo file takes a minute to check, and a wrong address of Redis would be told only after it.
  await target.ask();
  for (const { table, path } of options.tables)
    await check(path, `rows of ${table.name}`, (report) => tableRows(table, path, report));
  for (const file of geo) await check(file.path, file.kind, (report) => geoRows(file, report));

  if (geo.length > 0) {
    const loaded = await target.lookups({ geo: inTurn(geo) });
    say(
      `geo: ${counted(loaded.ranges, "range")} in ${counted(loaded.buckets, "bucket")}${gone(loaded, target.replaced)}.`,
      { geo: loaded },
    );
  }
  if (zip !== undefined) {
    const loaded = await target.lookups({ zip: zipRows(zip, new RowReport()) });
    say(`zip: ${counted(loaded.zips, "code")}${gone(loaded, target.replaced)}.`, { zip: loaded });
  }
  if (rates !== undefined) {
    const loaded = await target.rates(rateRows(rates, base, new RowReport()));
    const { currencies, days } = loaded;
    say(
      `rates: ${counted(currencies, "currency", "currencies")} to ${loaded.base}, ${counted(days, "day")}${gone(loaded, target.replaced)}.`,
      { rates: loaded },
    );
  }
  for (const file of options.tables) {
    const loaded = await target.table(file);
    const { name, kind } = file.table;
    say(
      `${name}: ${counted(loaded.rows, kind === "key" ? "key" : "range")}${gone(loaded, target.replaced)}.`,
      { [name]: loaded },
    );
  }
  for (const line of lines) say(line);
  if (target.inForce !== undefined) say(target.inForce);
}

async function addSample(redis: RedisLink): Promise<void> {
  const loaded = await loadLookups(redis, { geo: sampleGeo(), zip: sampleZips() }, { mode: "add" });
  const currencies = await addSampleRates(redis);
  const rates = currencies === 0 ? "rates are there already" : `rates of ${currencies} currencies`;
  say(`sample: ${counted(loaded.ranges, "range")} and ${counted(loaded.zips, "zip code")} added; ${rates}.`, {
    sample: { ...loaded, currencies },
  });
}

/** Each table is replaced key by key. */
const redisTarget = (redis: RedisLink): Target => ({
  replaced: "removed",
  ask: async () => void (await redis.run((client) => client.ping(), deadlineOfOne())),
  lookups: (tables) =>
    loadLookups(redis, tables, { mode: "replace", progress: progress("loading") }).finally(cleared),
  rates: (rows) => loadRates(redis, rows),
  table: ({ table, path }) =>
    loadTable(redis, table, tableRows(table, path, new RowReport()), progress("loading")).finally(cleared),
});

/** Each table is replaced at once. */
function stackTarget(place: LoadPlace): Target {
  const send = async <Result extends { sets: string[]; removed: number }>(
    fill: (entries: EntryStore) => Promise<Result>,
  ): Promise<Result> => {
    const entries = collectedEntries();
    const loaded = await fill(entries).finally(cleared);
    const options = {
      version: newVersion(Date.now()),
      sets: loaded.sets,
      progress: progress("in Redis", "key"),
    };
    return { ...loaded, removed: await loadEntries(place, entries, options).finally(cleared) };
  };
  return {
    replaced: "gone in a day",
    inForce: `Events get it within ${ASK_EVERY_MS / 1000} seconds; those that come before keep what they got.`,
    // The first step of a load tells soon enough.
    async ask() {},
    lookups: (tables) =>
      send((entries) => writeLookups(entries, tables, { mode: "replace", progress: progress("packing") })),
    rates: (rows) =>
      send(async (entries) => ({ ...(await writeRates(entries, rows)), sets: [...lookUpSets().rates!] })),
    table: ({ table, path }) =>
      send((entries) =>
        writeTable(entries, table, tableRows(table, path, new RowReport()), progress("packing")),
      ),
  };
}

function tellJson(): void {
  if (speaksJson()) printResult(told, "");
}

async function* inTurn(files: readonly GeoFile[]): Rows<GeoRow> & AsyncGenerator<GeoRow> {
  for (const file of files) yield* geoRows(file, new RowReport());
}

const PROGRESS_EVERY_MS = 200;

/** Progress is for someone who watches: it overwrites itself, and stays out of files. */
function progress(what: string, one = "row"): (rows: number) => void {
  if (!process.stderr.isTTY) return () => {};
  let shown = 0;
  return (rows) => {
    const now = Date.now();
    if (now - shown < PROGRESS_EVERY_MS) return;
    shown = now;
    cleared();
    process.stderr.write(`${what}: ${counted(rows, one)}`);
  };
}

const cleared = (): void => void (process.stderr.isTTY && process.stderr.write("\r\u001b[K"));

const gone = ({ removed }: Pick<Loaded, "removed">, what = "removed"): string =>
  removed === 0 ? "" : `, ${counted(removed, "key")} of an earlier load ${what}`;

await main(async () => {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) return void process.stdout.write(`${usage}\n`);
  if (options.stack !== undefined) {
    await load(stackTarget(loadPlace(options.stack)), options);
    return tellJson();
  }
  const redis = connectRedis({ ...redisTargetOf(options.redis), commandTimeoutMs: LOAD_COMMAND_MS });
  try {
    await load(redisTarget(redis), options);
    if (options.sample) await addSample(redis);
    tellJson();
  } catch (error) {
    if (!(error instanceof RedisUnavailable)) throw error;
    throw new UserError(
      `${error.message} Is it the right address? It is set with --redis, --data (of a run that is up) or REDIS_URL.`,
    );
  } finally {
    redis.close();
  }
});
