import { connectRedis, type RedisLink } from "../shared/redis/connect.ts";
import { RedisUnavailable } from "../shared/redis/unavailable.ts";
import { redisTarget } from "./local/redis/url.ts";
import { geoRows } from "./lookups/geo/file.ts";
import { type GeoRow, type Loaded, loadLookups, type Rows, type Tables } from "./lookups/load.ts";
import { type LookupsOptions, readOptions, usage } from "./lookups/options.ts";
import { Rejections } from "./lookups/rejections.ts";
import { sampleGeo, sampleZips } from "./lookups/sample.ts";
import { zipRows } from "./lookups/zip/file.ts";
import { main, UserError } from "./user-error.ts";

const number = (value: number): string => value.toLocaleString("en-US");
const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function load(redis: RedisLink, { geo, locations, zip, sample }: LookupsOptions): Promise<void> {
  if (geo.length > 0) {
    const rejections = geo.map(() => new Rejections());
    const rows = geo.map((path, at) => geoRows(path, locations, rejections[at]!));
    const loaded = await replace(redis, { geo: inTurn(rows) });
    print(`geo: ${number(loaded.ranges)} ranges in ${number(loaded.buckets)} buckets${gone(loaded)}.`);
    for (const [at, path] of geo.entries()) tell(path, rejections[at]!);
    if (loaded.ranges === 0) throw new UserError("No row of the geo files could be loaded.");
  }
  if (zip !== undefined) {
    const rejections = new Rejections();
    const loaded = await replace(redis, { zip: zipRows(zip, rejections) });
    print(`zip: ${number(loaded.zips)} codes${gone(loaded)}.`);
    tell(zip, rejections);
    if (loaded.zips === 0) throw new UserError(`No row of ${zip} could be loaded.`);
  }
  if (sample) {
    const loaded = await loadLookups(redis, { geo: sampleGeo(), zip: sampleZips() }, { mode: "add" });
    print(`sample: ${number(loaded.ranges)} ranges and ${number(loaded.zips)} zip codes added.`);
  }
}

async function* inTurn(files: readonly AsyncIterable<GeoRow>[]): Rows<GeoRow> & AsyncGenerator<GeoRow> {
  for (const rows of files) yield* rows;
}

/** Progress is for someone who watches: it overwrites itself, and stays out of files. */
async function replace(redis: RedisLink, tables: Tables): Promise<Loaded> {
  const watched = process.stderr.isTTY;
  const progress = (rows: number): void => void (watched && process.stderr.write(`\r${number(rows)} rows`));
  const loaded = await loadLookups(redis, tables, { mode: "replace", progress });
  if (watched) process.stderr.write("\r\u001b[K");
  return loaded;
}

const gone = ({ removed }: Loaded): string =>
  removed === 0 ? "" : `, ${number(removed)} keys of an earlier load removed`;

function tell(path: string, rejections: Rejections): void {
  if (rejections.rows === 0) return;
  print(`${path}: ${number(rejections.rows)} rejected`);
  for (const line of rejections.lines()) print(`  ${line}`);
}

await main(async () => {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) return print(usage);
  const redis = connectRedis({ ...redisTarget(options.redis), commandTimeoutMs: 30_000 });
  try {
    await load(redis, options);
  } catch (error) {
    if (!(error instanceof RedisUnavailable)) throw error;
    throw new UserError(`${error.message} Is it the right address? It is set with --redis or REDIS_URL.`);
  } finally {
    redis.close();
  }
});
