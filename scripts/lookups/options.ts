import { parseArgs } from "node:util";
import { UsageError } from "../user-error.ts";

export interface LookupsOptions {
  geo: string[];
  locations: string | undefined;
  zip: string | undefined;
  sample: boolean;
  redis: string;
  help: boolean;
}

export const usage = `Loads the look-up tables that enrichment reads: places of addresses, and figures of zip codes.

  npm run lookups -- [--geo FILE]… [--locations FILE] [--zip FILE] [--sample] [--redis URL]

  --geo FILE        CSV, or CSV in gzip: GeoLite2 City blocks, DB-IP city, ip-location-db (city or country), or any
                    ranges with a header (start and end or network; country, region, city, latitude, longitude,
                    timezone). Give it twice for IPv4 and IPv6. Replaces what is loaded of the same family.
  --locations FILE  places of GeoLite2 blocks (GeoLite2-City-Locations-en.csv beside the blocks)
  --zip FILE        CSV with a header: zip, state, population, median_income. Replaces the zip codes.
  --sample          the built-in sample: real cities on addresses reserved for tests; zip figures are illustrative.
                    Adds to what is loaded.
  --redis URL       redis://[:PASSWORD@]HOST[:PORT], rediss:// for TLS, ?cluster=true for cluster mode
                    (REDIS_URL, else redis://127.0.0.1:6379)
`;

/** Throws `UsageError` on a command line that says nothing, or something unknown. */
export function readOptions(args: string[], environment: Record<string, string | undefined>): LookupsOptions {
  const values = parse(args);
  const options: LookupsOptions = {
    geo: values.geo ?? [],
    locations: values.locations,
    zip: values.zip,
    sample: values.sample ?? false,
    redis: values.redis ?? (environment.REDIS_URL || "redis://127.0.0.1:6379"),
    help: values.help ?? false,
  };
  if (!options.help && options.geo.length === 0 && options.zip === undefined && !options.sample)
    throw new UsageError("Nothing to load: name a file with --geo or --zip, or take --sample. See --help.");
  return options;
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        geo: { type: "string", multiple: true },
        locations: { type: "string" },
        zip: { type: "string" },
        sample: { type: "boolean" },
        redis: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${error.message.split(". To specify")[0]}. See --help.`);
  }
}
