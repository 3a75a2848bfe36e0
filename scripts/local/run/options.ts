import { customSteps } from "../../../shared/custom/index.ts";
import { mappings } from "../../../shared/mapping/load.ts";
import { namesSetting, SettingError } from "../../../shared/settings/kinds.ts";
import { stepsNamed } from "../../../shared/steps/in-force.ts";
import { commandLine } from "../../command-line.ts";
import { type TableFile, tableNamed } from "../../lookups/table/named.ts";
import { encodingOf } from "../../send/options.ts";
import { UsageError } from "../../user-error.ts";

export interface RunOptions {
  source: "elasticsearch" | "stream" | "none" | { file: string };
  /** Shipped source mapping, or path of a mapping file. */
  mapping: string;
  /** What a file is written in, where no mark at its beginning says it. */
  encoding: string | undefined;
  /** End with exit code 0 also when events of a file failed. */
  allowFailures: boolean;
  /** Events to generate; undefined: until stopped. */
  events: number | undefined;
  /** Days of the past that come before the shop opens; 0 for none. */
  history: number;
  /** Events a second that the generator makes. */
  rate: number;
  seed: number;
  badRatio: number;
  /** End by itself once everything that was read is in its place. */
  untilDrained: boolean;
  /** Keep the services up after the summary, until Ctrl-C. */
  hold: boolean;
  report: string | undefined;
  data: string;
  port: number;
  awsPort: number;
  page: boolean;
  /** Check what functions call, and what AWS does for them, against the roles and policies of the stack. */
  enforceIam: boolean;
  /** Functions call AWS by HTTP, as everybody else does, and not by messages between threads. */
  http: boolean;
  /** For a machine with little memory: less of it, and more processor time (`bootstrap.js` has the rest of it). */
  small: boolean;
  /** Steps of one's own to put in force, beside those of the environment. */
  steps: readonly string[];
  /** Tables of one's own to load into the run's Redis. */
  tables: readonly TableFile[];
  /** Weights that the local scoring service uses, a file of `npm run train`; undefined: those that are shipped. */
  model: string | undefined;
  /** Copy events to an OpenSearch domain of the run's own, to explore them. */
  search: boolean;
  searchPort: number;
}

export const defaults: RunOptions = {
  source: "elasticsearch",
  mapping: "native",
  encoding: undefined,
  allowFailures: false,
  events: undefined,
  history: 0,
  rate: 200,
  seed: 1,
  badRatio: 0,
  untilDrained: false,
  hold: false,
  report: undefined,
  data: ".data",
  port: 8080,
  awsPort: 4566,
  page: true,
  enforceIam: false,
  http: false,
  small: false,
  steps: [],
  tables: [],
  model: undefined,
  search: false,
  searchPort: 9200,
};

/** What a shop has for a past unless somebody says otherwise, and how many events a second come behind it. */
const HISTORY_DAYS = 14;
const RATE_BEHIND_HISTORY = 5;
const MAX_HISTORY_DAYS = 400;

export const usage = `Runs the whole pipeline on this machine, from the stack that you deploy.

  npm start -- [options]

  --source elasticsearch|stream|none|file:PATH   where events come from (elasticsearch: a synthetic shop writes
                        to an index that the produce function reads; stream: the shop writes to the raw stream;
                        none: nothing comes but what is sent to the run, as by npm run send)
  --mapping NAME|FILE   source mapping (native): a JSON file, or
                        ${[...mappings.keys()].join(", ")}
  --encoding NAME       what a file is written in: windows-1252, shift_jis, … (UTF-8, or what its mark says)
  --events N            stop the shop after N events (it goes on until Ctrl-C)
  --history DAYS|none   let the shop have a past, which comes first: visitors of so many days, such as 30d (without
                        options that say what to read or where to end it is ${HISTORY_DAYS}d, else none)
  --rate R              events a second (${defaults.rate}; behind a past ${RATE_BEHIND_HISTORY}, so that a day is like the days before it)
  --seed S              seed of the synthetic shoppers (${defaults.seed})
  --bad-ratio F         share of deliberately malformed events, 0–1 (0)
  --until-drained       end once everything that was read is in its place
  --hold                stay up after the summary, for the page and the aws CLI, until Ctrl-C
  --steps NAME,…        steps of your own to put in force (shared/custom/index.ts):
                        ${customSteps.map(({ name }) => name).join(", ")}
  --table NAME=FILE     load a table of your own, as npm run lookups -- --table does
  --model FILE          weights for the local scoring service, as npm run train writes them
  --search              copy events to an OpenSearch domain of the run's own, to be searched by its address
  --search-port P       where it listens (${defaults.searchPort})
  --report FILE         write the figures as JSON
  --json                print them as JSON at the end, and everything else on the standard error
  --data DIR            where buckets live (${defaults.data}): a new or empty folder, or one of an earlier run,
                        which is emptied
  --port P              page and /metrics (${defaults.port})
  --aws-port P          AWS gateway, for AWS_ENDPOINT_URL (${defaults.awsPort})
  --no-page             no page
  --enforce-iam         refuse every call that a function's own role does not allow
  --small               for a small machine: with all that belongs to it in 1 GB at 200 events a second, in 1.2 GB
                        at 500; it takes more processor time
  --http                let the functions call AWS by HTTP; without it they do by messages within the process, which take
                        less time and are else the same
  --allow-failures      with a file: exit code 0 also when events failed

Ctrl-C (or SIGTERM) drains the run and prints the summary; a second one ends it at once.
ELASTICSEARCH_URL, REDIS_URL and MODEL_URL name real services to use instead of the local ones.
REDIS_URL=redis[s]://USER:PASSWORD@HOST:PORT is a single server; NODE_EXTRA_CA_CERTS=FILE names the authority of its
certificate where that is one of your own.

Exit codes: 0 every event is in its place, which for one that fails is among the failed events; 1 one is not, or with
--source file: an event failed (unless --allow-failures) or the file could not be read to its end; 2 wrong command line;
130 (143) ended before everything was in its place.
`;

const declared = {
  source: { type: "string" },
  mapping: { type: "string" },
  encoding: { type: "string" },
  "allow-failures": { type: "boolean" },
  events: { type: "string" },
  history: { type: "string" },
  rate: { type: "string" },
  seed: { type: "string" },
  "bad-ratio": { type: "string" },
  "until-drained": { type: "boolean" },
  hold: { type: "boolean" },
  report: { type: "string" },
  data: { type: "string" },
  port: { type: "string" },
  "aws-port": { type: "string" },
  "no-page": { type: "boolean" },
  "enforce-iam": { type: "boolean" },
  http: { type: "boolean" },
  small: { type: "boolean" },
  steps: { type: "string" },
  table: { type: "string", multiple: true },
  model: { type: "string" },
  search: { type: "boolean" },
  "search-port": { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** Options of `npm start`; "help" when that is asked for. Throws a `UsageError` that names the option at fault. */
export function parseOptions(args: readonly string[]): RunOptions | "help" {
  const values = parsed(args);
  if (values.help) return "help";
  const history = historyOf(values);
  const options: RunOptions = {
    source: sourceOf(values.source ?? "elasticsearch"),
    mapping: values.mapping ?? defaults.mapping,
    encoding: values.encoding === undefined ? undefined : encodingOf(values.encoding),
    allowFailures: values["allow-failures"] ?? false,
    events: values.events === undefined ? undefined : whole("--events", values.events, 1, 1e9),
    history,
    rate: values.rate === undefined ? usualRate(history) : whole("--rate", values.rate, 1, 1e6),
    seed: values.seed === undefined ? defaults.seed : whole("--seed", values.seed, 0, 2 ** 32 - 1),
    badRatio: values["bad-ratio"] === undefined ? 0 : ratio("--bad-ratio", values["bad-ratio"]),
    untilDrained: values["until-drained"] ?? false,
    hold: values.hold ?? false,
    report: values.report,
    data: values.data ?? defaults.data,
    port: values.port === undefined ? defaults.port : whole("--port", values.port, 0, 65535),
    awsPort:
      values["aws-port"] === undefined ? defaults.awsPort : whole("--aws-port", values["aws-port"], 0, 65535),
    page: !values["no-page"],
    enforceIam: values["enforce-iam"] ?? false,
    http: values.http ?? false,
    small: values.small ?? false,
    steps: values.steps === undefined ? defaults.steps : stepsIn(values.steps),
    tables: (values.table ?? []).map(tableFile),
    model: values.model,
    search: values.search ?? false,
    searchPort:
      values["search-port"] === undefined
        ? defaults.searchPort
        : whole("--search-port", values["search-port"], 0, 65535),
  };
  const endless = options.events === undefined && typeof options.source === "string";
  if (options.untilDrained && endless) {
    throw new UsageError(
      "--until-drained needs an end: add --events N, or read a file with --source file:PATH.",
    );
  }
  return options;
}

function parsed(args: readonly string[]) {
  return commandLine(
    { args: [...args], options: declared, allowPositionals: false },
    "See npm start -- --help.",
  ).values;
}

const usualRate = (history: number): number => (history > 0 ? RATE_BEHIND_HISTORY : defaults.rate);

interface Said {
  history?: string | undefined;
  events?: string | undefined;
  source?: string | undefined;
  report?: string | undefined;
  rate?: string | undefined;
  "until-drained"?: boolean | undefined;
}

/** Whoever says what is read, how fast and until when gets nothing else; whoever only looks around gets a past to look at. */
function historyOf({ history, events, source, report, rate, ...said }: Said): number {
  if (history === "none") return 0;
  if (history !== undefined) {
    const [, days] = /^(\d{1,3})d?$/.exec(history) ?? [];
    const count = Number(days);
    if (count >= 1 && count <= MAX_HISTORY_DAYS) return count;
    throw new UsageError(`--history ${history}: expected days from 1d to ${MAX_HISTORY_DAYS}d, or none.`);
  }
  const isSaid = [events, source, report, rate].some((value) => value !== undefined) || said["until-drained"];
  return isSaid || process.env.ELASTICSEARCH_URL ? 0 : HISTORY_DAYS;
}

function sourceOf(text: string): RunOptions["source"] {
  if (text === "elasticsearch" || text === "stream" || text === "none") return text;
  if (text.startsWith("file:") && text.length > 5) return { file: text.slice(5) };
  throw new UsageError(`--source ${text}: expected elasticsearch, stream, none or file:PATH.`);
}

/** The names of steps that can be put in force together. */
function stepsIn(text: string): readonly string[] {
  const steps = namesSetting("").parse(text);
  try {
    stepsNamed(steps);
    return steps;
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    throw new UsageError(`--steps ${text}: ${error.message.replace(/[^?]$/, "$&.")}`);
  }
}

function tableFile(text: string): TableFile {
  const [, name, path] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || path === undefined) throw new UsageError(`--table ${text}: expected NAME=FILE.`);
  return { table: tableNamed(name), path };
}

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`${name} ${text}: expected a whole number from ${min} to ${max}.`);
}

function ratio(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new UsageError(`${name} ${text}: expected a number from 0 to 1.`);
}
