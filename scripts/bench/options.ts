import { commandLine } from "../command-line.ts";
import { UsageError } from "../user-error.ts";

export const parts = ["enrich", "kpl", "predict", "archive", "parquet", "pipeline"] as const;
export type Part = (typeof parts)[number];

export interface BenchOptions {
  quick: boolean;
  /** File to write the figures to. */
  out: string | undefined;
  only: readonly Part[];
  /** Folder of another checkout, which is run beside this one. */
  against: string | undefined;
  /** Folder of fixtures by which the steps of enrichment are scored. */
  quality: string | undefined;
  /** Folder of a local run, of whose events an archive is filled and queried. */
  archive: { data: string; events: number } | undefined;
}

export const usage = `How fast the parts and the whole are, on one core.

  npm run bench -- [--quick] [--only PART,…] [--out FILE]
  npm run bench -- --only enrich|pipeline --against CHECKOUT [--quick] [--out FILE]
  npm run bench -- --quality DIR [--out FILE]
  npm run bench -- --archive DIR [--events N] [--out FILE]

  --quick             a third of the rounds, and shorter runs of the whole: less sure
  --only PART,…       of ${parts.join(", ")} (all)
  --out FILE          write the figures to a file, as JSON
  --json              print them as JSON in the place of the table
  --quality DIR       scores what enrichment says on the fixtures of a folder, and runs nothing else
  --archive DIR       what queries read of an archive and how long they take, and runs nothing else
  --events N          that this archive gets, at least (1000000)
  --against CHECKOUT  compares this checkout with another one, a folder with its packages installed

enrich     the enriching function from Kinesis records to encoded packs, Redis in memory and look-ups warm, against
           the same written with Powertools, zod and caches: same input, same output, compared field by field
kpl        aggregates of the Kinesis Producer Library
predict    the predicting function from enriched packs to signed requests; model and table take everything at once
archive    the Firehose transform
parquet    enriched packs to a Parquet file
pipeline   npm start as somebody meets it, by what its processes take (on Linux): seconds to the page and to the first
           archived event, its share of a core at rest and at ease, latency, and at its limit events a second,
           processor time an event and memory, of the stream and through the index

--against of the pipeline runs each of these in turn, here and there. Of enrichment it runs six processes. In each both
checkouts are loaded for themselves and take turns at the same sample; every other process swaps their order. It prints each
process's ratio (other/this, above 1: this one is faster), geometric mean and range, the same of the other checkout and a
copy of it, which is the noise, and the fields in which the two differ. With --quick that takes four minutes on an idle
machine, else fifteen.

--quality prints of each subject how many cases there are, right, wrong and unknown. It reads the files of the folder and
of those in it, by their form:
  [{"spec", "uri", "medium"}]                      referrers (referer-tests.json of snowplow-referer-parser)
  ["gclid", …] in a file with "click" in its name  parameters that mark a click
  [{"pattern", "instances", "tags"}]               bots (crawler-user-agents.json)
  - user_agent, bot | os, client, device           devices (Tests/fixtures/*.yml of device-detector)
  [{"userAgent", "deviceCategory", "weight"}]      real traffic (user-agents.json of the npm package user-agents)
  documents in a file or folder of a mapping's name, such as segment.ndjson or ga4/purchase.json

--archive takes the folder of a local run of 30 days (npm start -- --history 31d --events 100 --until-drained --data DIR) and
fills an archive with its events, as often as it takes, each time of other people. It prints files, bytes of the columns
that were read, and seconds, for one day and for 30: of the files as they land, and once curate has taken them over.

Times are processor time, all threads, the median of rounds that alternate; ratios are medians of paired rounds.
`;

/** "help" when that is asked for. Throws a `UsageError` that names the option at fault. */
export function parseOptions(args: readonly string[]): BenchOptions | "help" {
  const { help, quick, out, only, against, quality, archive, events = "1000000" } = values(args);
  if (help) return "help";
  const named = only?.split(",") ?? [...parts];
  const unknown = named.find((name) => !(parts as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new UsageError(
      `--only ${unknown}: the parts are ${parts.join(", ")}. See npm run bench -- --help.`,
    );
  if (against !== undefined && named.some((name) => name !== "enrich" && name !== "pipeline"))
    throw new UsageError(
      "--against compares enrichment or the pipeline: say --only enrich or --only pipeline, too.",
    );
  if (quality !== undefined && (only !== undefined || against !== undefined))
    throw new UsageError("--quality scores what enrichment says: it goes with neither --only nor --against.");
  if (archive !== undefined && (only !== undefined || against !== undefined || quality !== undefined))
    throw new UsageError("--archive measures queries: it goes with none of --only, --against and --quality.");
  if (!/^[1-9]\d{0,9}$/.test(events))
    throw new UsageError(`--events ${events}: expected a number, 1 or more.`);
  const filled = archive === undefined ? undefined : { data: archive, events: Number(events) };
  return { quick: quick ?? false, out, only: named as Part[], against, quality, archive: filled };
}

function values(args: readonly string[]) {
  return commandLine(
    {
      args: [...args],
      options: {
        quick: { type: "boolean" },
        out: { type: "string" },
        only: { type: "string" },
        against: { type: "string" },
        quality: { type: "string" },
        archive: { type: "string" },
        events: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    },
    "See npm run bench -- --help.",
  ).values;
}
