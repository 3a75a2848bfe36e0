import { connectRedis, type RedisLink } from "../shared/redis/connect.ts";
import { RedisUnavailable } from "../shared/redis/unavailable.ts";
import { redisTarget } from "./local/redis/url.ts";
import { checkRows, counted, linesOf } from "./lookups/check.ts";
import { type GeoFile, geoRows, openGeo } from "./lookups/geo/file.ts";
import { type GeoRow, type Loaded, loadLookups, type Rows, type Tables } from "./lookups/load.ts";
import { type LookupsOptions, readOptions, usage } from "./lookups/options.ts";
import { rateRows } from "./lookups/rates/file.ts";
import { addSampleRates, loadRates } from "./lookups/rates/load.ts";
import { RowReport } from "./lookups/row-report.ts";
import { sampleGeo, sampleZips } from "./lookups/sample.ts";
import { deadlineOfOne } from "./lookups/store.ts";
import { tableRows } from "./lookups/table/file.ts";
import { loadTable } from "./lookups/table/load.ts";
import { zipRows } from "./lookups/zip/file.ts";
import { print } from "./terminal.ts";
import { main, UserError } from "./user-error.ts";

const say = (line: string): void => print(`${line}\n`);

/** All files are read and checked before the first byte is written: a file that is refused must not cost the others. */
async function load(redis: RedisLink, options: LookupsOptions): Promise<void> {
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
  await redis.run((client) => client.ping(), deadlineOfOne());
  for (const { table, path } of options.tables)
    await check(path, `rows of ${table.name}`, (report) => tableRows(table, path, report));
  for (const file of geo) await check(file.path, file.kind, (report) => geoRows(file, report));

  if (geo.length > 0) {
    const loaded = await write(redis, { geo: inTurn(geo) }, "replace");
    say(`geo: ${counted(loaded.ranges, "range")} in ${counted(loaded.buckets, "bucket")}${gone(loaded)}.`);
  }
  if (zip !== undefined) {
    const loaded = await write(redis, { zip: zipRows(zip, new RowReport()) }, "replace");
    say(`zip: ${counted(loaded.zips, "code")}${gone(loaded)}.`);
  }
  if (rates !== undefined) {
    const loaded = await loadRates(redis, rateRows(rates, base, new RowReport()));
    const { currencies, days } = loaded;
    say(
      `rates: ${counted(currencies, "currency", "currencies")} to ${loaded.base}, ${counted(days, "day")}${gone(loaded)}.`,
    );
  }
  for (const { table, path } of options.tables) {
    const rows = tableRows(table, path, new RowReport());
    const loaded = await loadTable(redis, table, rows, progress("loading")).finally(cleared);
    say(`${table.name}: ${counted(loaded.rows, table.kind === "key" ? "key" : "range")}${gone(loaded)}.`);
  }
  if (options.sample) {
    const loaded = await write(redis, { geo: sampleGeo(), zip: sampleZips() }, "add");
    const currencies = await addSampleRates(redis);
    const rates = currencies === 0 ? "rates are there already" : `rates of ${currencies} currencies`;
    say(
      `sample: ${counted(loaded.ranges, "range")} and ${counted(loaded.zips, "zip code")} added; ${rates}.`,
    );
  }
  for (const line of lines) say(line);
}

async function* inTurn(files: readonly GeoFile[]): Rows<GeoRow> & AsyncGenerator<GeoRow> {
  for (const file of files) yield* geoRows(file, new RowReport());
}

const PROGRESS_EVERY_MS = 200;

/** Progress is for someone who watches: it overwrites itself, and stays out of files. */
function progress(what: string): (rows: number) => void {
  if (!process.stderr.isTTY) return () => {};
  let shown = 0;
  return (rows) => {
    const now = Date.now();
    if (now - shown < PROGRESS_EVERY_MS) return;
    shown = now;
    cleared();
    process.stderr.write(`${what}: ${counted(rows, "row")}`);
  };
}

const cleared = (): void => void (process.stderr.isTTY && process.stderr.write("\r\u001b[K"));

const write = (redis: RedisLink, tables: Tables, mode: "replace" | "add"): Promise<Loaded> =>
  loadLookups(redis, tables, { mode, progress: progress("loading") }).finally(cleared);

const gone = ({ removed }: Pick<Loaded, "removed">): string =>
  removed === 0 ? "" : `, ${counted(removed, "key")} of an earlier load removed`;

await main(async () => {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) return say(usage);
  const redis = connectRedis({ ...redisTarget(options.redis), commandTimeoutMs: 30_000 });
  try {
    await load(redis, options);
  } catch (error) {
    if (!(error instanceof RedisUnavailable)) throw error;
    throw new UserError(
      `${error.message} Is it the right address? It is set with --redis, --data (of a run that is up) or REDIS_URL.`,
    );
  } finally {
    redis.close();
  }
});
