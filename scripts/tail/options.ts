import { commandLine } from "../command-line.ts";
import { type EventSearch, searchOf } from "../event-search.ts";
import { UsageError } from "../user-error.ts";

const subjects = ["events", "failures", "predictions"] as const;
export type TailSubject = (typeof subjects)[number];

export interface TailCommand {
  subject: TailSubject;
  search: EventSearch;
  /** End after so many; undefined: until Ctrl-C. */
  most: number | undefined;
  json: boolean;
  target: { data: string } | { outputs: string };
}

export const usage = `Follows what passes a stack from now on, until Ctrl-C.

  npm run tail -- [events|failures|predictions] [SEARCH…] [options]

  events           enriched events, as they come onto their stream (the default)
  failures         failed events, as they come into their bucket
  predictions      what events were scored, as it comes into its table; those of an event that is not scored within
                   30 seconds are left out, and so are all but one of a user where only the latest is written
  SEARCH           only those that have every word; attribute:value for the value of an attribute:
                   event_name:purchase geo_country:DE, reason:schema_violation, person_id:u-000042

  --most N         end after N of them
  --json           each as a line of JSON, whole
  --data DIR       folder of the local run (.data), which must be up (npm start)
  --outputs FILE   outputs of a deployed stack, instead of the local run
  --help           print this

Reading takes a part of the five reads a second that a shard of the stream allows for all of its consumers.
`;

const declared = {
  most: { type: "string" },
  data: { type: "string", default: ".data" },
  outputs: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** The command line as a command; "help" when that is asked for. Throws a `UsageError` that names what is wrong. */
export function parseOptions(args: readonly string[]): TailCommand | "help" {
  const { values, positionals } = parsed(args);
  if (values.help) return "help";
  const [first, ...others] = positionals;
  const named = subjects.find((subject) => subject === first);
  const words = named === undefined ? positionals : others;
  return {
    subject: named ?? "events",
    search: searchOf(words.join(" ")),
    most: values.most === undefined ? undefined : count(values.most),
    json: values.json,
    target: values.outputs === undefined ? { data: values.data } : { outputs: values.outputs },
  };
}

function parsed(args: readonly string[]) {
  return commandLine(
    { args: [...args], options: declared, allowPositionals: true },
    "npm run tail -- --help lists the options.",
  );
}

function count(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`--most ${text}: expected a whole number from 1 on.`);
}
