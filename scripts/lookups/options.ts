import { RATE_HOLDS_DAYS } from "../../shared/redis/look-up/rates.ts";
import { ASK_EVERY_MS } from "../../shared/redis/look-up/version.ts";
import { commandLine } from "../command-line.ts";
import { readRunFile } from "../query/run-file.ts";
import { UsageError } from "../user-error.ts";
import { type GeoLayout, geoLayouts } from "./geo/layouts.ts";
import { isCurrency } from "./rates/file.ts";
import { type TableFile, tableLines, tableNamed } from "./table/named.ts";

export interface LookupsOptions {
  geo: string[];
  /** Layout of the geo files; undefined when it is to be recognised. */
  format: GeoLayout | undefined;
  locations: string | undefined;
  zip: string | undefined;
  rates: string | undefined;
  /** The currency that the rates are to, in capitals; undefined where the file of rates says so. */
  base: string | undefined;
  /** Tables of one's own, each with its file. */
  tables: TableFile[];
  sample: boolean;
  /** A stack whose function `load` writes; undefined where this command writes to `redis` itself. */
  stack: { data: string } | { outputs: string } | undefined;
  redis: string;
  help: boolean;
}

const LOCAL = "redis://127.0.0.1:6379";

const formats = geoLayouts.map(({ name, title }) => `      ${name.padEnd(20)} ${title}`).join("\n");

export const usage = `Loads the look-up tables that enrichment reads: places of addresses, figures of zip codes, rates of currencies, and
tables of your own.

  npm run lookups -- [--geo FILE]… [--format NAME] [--locations FILE] [--zip FILE] [--sample] [PLACE]
  npm run lookups -- --rates FILE [--base CURRENCY] [PLACE]
  npm run lookups -- --table NAME FILE [PLACE]

  PLACE             --outputs FILE, --data DIR or --redis URL

  --geo FILE        CSV, or CSV in gzip. Give it twice for IPv4 and IPv6. Replaces what is loaded of the same family.
                    With names in its first line: network, or start and end (addresses or numbers); country_code,
                    region, city, latitude, longitude, timezone. GeoLite2 City and Country blocks and IPinfo have them.
                    Without names it is one of these, found by what stands in its first rows, or named by --format:
${formats}
                    Any other file is refused.
  --format NAME     layout of the geo files
  --locations FILE  places of GeoLite2 blocks (GeoLite2-City-Locations-en.csv beside the blocks)
  --zip FILE        CSV with names in its first line: zip, state, population, median_income, or variables of the census
                    (GEO_ID, B01003_001E, B19013_001E; its second line of names is passed over). Replaces the zip codes.
                    501, 10001.0, 10001-1234 and 86000US00601 are brought to five digits; what cannot be is rejected,
                    and so is a row of another country. Of two rows of one zip code the last counts, and it is said.
  --rates FILE      rates of currencies, by which events get value_base. CSV with names in its first line, or a JSON
                    object a line where the file ends in .ndjson, .jsonl or .json; each also as .gz: day (YYYY-MM-DD, UTC),
                    currency (ISO 4217), and rate, by which an amount in that currency is multiplied to be one in the
                    base currency: with the base EUR, 0.92 for USD where a dollar costs 92 cents. Replaces the rates. A
                    day without a rate takes the last one of the ${RATE_HOLDS_DAYS} days before it; where they have none,
                    value_base is missing.
                    Events keep the value_base that they got, also after a load of rates to another base.
  --base CURRENCY   the base currency of the rates, where the file has no column base; it needs no rates of its own
  --table NAME FILE a table of your own: CSV with names in its first line, or a JSON object a line where the file ends in
                    .ndjson, .jsonl or .json; each also as .gz. Replaces the table. Of two rows of one key the last counts;
                    ranges of addresses stand under network, or start and end. There are (see CONTRIBUTING.md):
${tableLines.map((line) => `                      ${line}`).join("\n")}
  --sample          the built-in sample: real cities on addresses reserved for tests; zip figures and
                    rates (USD and GBP to EUR, the same every day) are illustrative. Adds to what is loaded; its rates
                    only where there are none.
  --redis URL       redis://[:PASSWORD@]HOST[:PORT], rediss:// for TLS, ?cluster=true for cluster mode
                    (REDIS_URL, else ${LOCAL})
  --outputs FILE    a deployed stack, by its outputs: the rows are uploaded to its bucket, and its function \`load\` writes
                    them to Redis, which nothing outside the network reaches. Each table is replaced at once: look-ups see
                    all of the old one or all of the new one, within ${ASK_EVERY_MS / 1000} seconds. The old one is kept for a day.
  --data DIR        the same of the local run of this folder, while it is up
  --json            what was loaded, and the lines that people read, as JSON

Every row is checked: addresses, countries of ISO 3166, latitude from -90 to 90, longitude from -180 to 180, IANA time
zones, figures, days, currencies of ISO 4217. A row that breaks a rule is rejected, with its line and the reason. All files
are read before anything is written, and nothing is when more than half of a file's rows are rejected.

Exit code: 0 when all files were loaded (some rows may have been rejected: it is said), 1 when nothing was written or
Redis failed, 2 for a wrong command line.
`;

/** Throws `UsageError` on a command line that says nothing, or something unknown. */
export function readOptions(args: string[], environment: Record<string, string | undefined>): LookupsOptions {
  const { values, positionals } = parse(args);
  const options: LookupsOptions = {
    geo: values.geo ?? [],
    format: formatOf(values.format),
    locations: values.locations,
    zip: values.zip,
    rates: values.rates,
    base: values.help ? undefined : currencyNamed(values.base),
    tables: values.help ? [] : tablesIn(values.table ?? [], positionals),
    sample: values.sample ?? false,
    stack: values.help ? undefined : stackOf(values),
    redis: values.help ? "" : (values.redis ?? redisOfRun(values) ?? (environment.REDIS_URL || LOCAL)),
    help: values.help ?? false,
  };
  if (options.help) return options;
  const nothing =
    options.geo.length + options.tables.length === 0 && (options.zip ?? options.rates) === undefined;
  if (nothing && !options.sample)
    throw new UsageError(
      "Nothing to load: name a file with --geo, --zip, --rates or --table, or take --sample. See --help.",
    );
  if (options.sample && values.outputs !== undefined)
    throw new UsageError("--sample is for local runs: nobody's addresses are in it. See --help.");
  if (options.base !== undefined && options.rates === undefined)
    throw new UsageError("--base is about a table of rates: name one with --rates. See --help.");
  for (const name of ["format", "locations"] as const)
    if (options.geo.length === 0 && options[name] !== undefined)
      throw new UsageError(`--${name} is about geo files: name one with --geo. See --help.`);
  return options;
}

interface Placed {
  outputs?: string | undefined;
  data?: string | undefined;
  redis?: string | undefined;
  sample?: boolean | undefined;
}

/** The sample is added to what is there, which only this command does itself. */
function stackOf({ outputs, data, redis, sample }: Placed): LookupsOptions["stack"] {
  if (outputs !== undefined) return { outputs };
  return data === undefined || redis !== undefined || sample ? undefined : { data };
}

function redisOfRun({ data, sample }: Placed): string | undefined {
  if (data === undefined) return undefined;
  const { redisUrl } = readRunFile(data);
  if (redisUrl === undefined && sample)
    throw new UsageError(
      `The run of ${data} uses the Redis that REDIS_URL named for it: name it here, too, with --redis.`,
    );
  return redisUrl;
}

/** The files stand behind the names, in the same order. */
function tablesIn(names: readonly string[], paths: readonly string[]): TableFile[] {
  if (names.length > paths.length)
    throw new UsageError(`--table ${names.at(-1)} needs a file behind it: --table NAME FILE. See --help.`);
  if (names.length < paths.length)
    throw new UsageError(
      `What is "${paths[names.length]}"? A file stands behind --geo, --zip, --rates or --table NAME. See --help.`,
    );
  return names.map((name, at) => ({ table: tableNamed(name), path: paths[at]! }));
}

function currencyNamed(name: string | undefined): string | undefined {
  const currency = name?.toUpperCase();
  if (currency !== undefined && !isCurrency(currency))
    throw new UsageError(`--base "${name}" is no currency of ISO 4217, such as EUR.`);
  return currency;
}

function formatOf(name: string | undefined): GeoLayout | undefined {
  if (name === undefined) return undefined;
  const layout = geoLayouts.find((known) => known.name === name.toLowerCase());
  if (layout === undefined)
    throw new UsageError(
      `--format "${name}" is not known: it is one of ${geoLayouts.map((known) => known.name).join(", ")}.`,
    );
  return layout;
}

function parse(args: string[]) {
  return commandLine(
    {
      args,
      allowPositionals: true,
      options: {
        table: { type: "string", multiple: true },
        geo: { type: "string", multiple: true },
        format: { type: "string" },
        locations: { type: "string" },
        zip: { type: "string" },
        rates: { type: "string" },
        base: { type: "string" },
        sample: { type: "boolean" },
        redis: { type: "string" },
        data: { type: "string" },
        outputs: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    },
    "See --help.",
  );
}
