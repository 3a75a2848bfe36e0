import { commandLine } from "../command-line.ts";
import { readMapping } from "../send/options.ts";
import { UsageError } from "../user-error.ts";
import type { EventChanges } from "./change.ts";
import { type Filter, filterOf } from "./filter.ts";
import { loadPatch } from "./patch.ts";

export interface ReplayCommand {
  filter: Filter;
  changes: EventChanges;
  all: boolean;
  force: boolean;
  maxReplays: number;
  apply: boolean;
  /** Folder of the local run, or file with the outputs of a stack. */
  target: { data: string } | { outputs: string };
}

const MAX_REPLAYS = 3;

export const usage = `Puts failed events back on the stream whose consumer failed them, with the same event_id: on raw, and
what failed behind enrichment (predict, archive) on enriched. Without --apply it only counts them.

  npm run replay -- [options]

  --stage STAGE     only this stage: produce, decode, validate, enrich, predict, archive
  --reason REASON   only this reason, such as retries_exhausted
  --since WHEN      only failed since: a day, a moment (2026-03-01T12:00:00Z) or an age (90m, 12h, 7d); without it every
                    day that is kept, where the query failed_events_open has the last 30
  --until WHEN      only failed before
  --version V       only failed by this version of a function (0.1.0+5f1d09ab), or by any of a release (0.1.0)
  --event ID        only this event_id
  --patch FILE      change the events first, of a failure of many lines each, all or none of them: a JSON list of
                    operations on paths,
                      {"op":"rename","from":"/userId","to":"/user_id"}   where there is no user_id
                      {"op":"set","path":"/app_id","value":"shop","if_absent":true}
                      {"op":"set","path":"/event_id","value":"$failure_id"}   for events that have none
                      {"op":"remove","path":"/properties/debug"}
                      {"op":"cast","path":"/price","to":"number"}   text, number, integer, boolean, instant
                      {"op":"cut","path":"/event_name","to":128}   the beginning, at most so many characters (unless
                        given, what the schema allows), and the whole under properties unless "keep" is false
  --mapping M       make events of documents that a source mapping refused: a name or a file, as for npm run send
  --all             also what would fail again unchanged (bad data)
  --max-replays N   leave what was replayed this often (${MAX_REPLAYS})
  --force           replay it all the same, and also what was put back and has not failed since
  --apply           do it
  --json            print the counts as JSON
  --data DIR        folder of the local run (.data), which must be up for --apply (npm start -- --hold)
  --outputs FILE    outputs of a deployed stack, instead of the local run
  --help            print this

It can be run again at any time: a run that was interrupted goes on behind what it did, what was put back is not offered
again unless it failed again, and an event that comes a second time changes nothing. Exit code 1 when some could not be
put back.
`;

const declared = {
  stage: { type: "string" },
  reason: { type: "string" },
  since: { type: "string" },
  until: { type: "string" },
  version: { type: "string" },
  event: { type: "string" },
  patch: { type: "string" },
  mapping: { type: "string" },
  all: { type: "boolean", default: false },
  "max-replays": { type: "string", default: String(MAX_REPLAYS) },
  force: { type: "boolean", default: false },
  apply: { type: "boolean", default: false },
  data: { type: "string", default: ".data" },
  outputs: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** The command line as a command; "help" when that is asked for. Throws a `UserError` that names what is wrong. */
export function parseOptions(args: readonly string[]): ReplayCommand | "help" {
  const values = parsed(args);
  if (values.help) return "help";
  const { patch, mapping, all, force, apply, data, outputs } = values;
  return {
    filter: filterOf(values),
    changes: {
      ...(patch !== undefined && { patch: loadPatch(patch) }),
      ...(mapping !== undefined && { mapping: readMapping(mapping) }),
    },
    all,
    force,
    apply,
    maxReplays: count("--max-replays", values["max-replays"]),
    target: outputs === undefined ? { data } : { outputs },
  };
}

function parsed(args: readonly string[]) {
  return commandLine({ args: [...args], options: declared }, "npm run replay -- --help lists the options.")
    .values;
}

function count(option: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(`${option} ${text}: expected a whole number from 1 on.`);
}
