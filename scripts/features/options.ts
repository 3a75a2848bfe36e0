import { existsSync } from "node:fs";
import { commandLine } from "../command-line.ts";
import { missingArgument, UsageError } from "../user-error.ts";
import { type Label, labelNamed } from "./label.ts";
import { type Period, periodOf } from "./period.ts";
import { type SplitBy, splitWays } from "./split.ts";

export const usage = `Writes a training set from the archive, by the feature function that serves the model.

  npm run features -- --out FILE [options]
  npm run features -- --list

  --out FILE       training set to write, .csv or .parquet, and beside it FILE.card.json: what is in it. A row an
                   event: event_id, event_time, person_id (as far as the archive knows: what came before a login is
                   of the one who logged in), device, session, split, the features, label
  --since DAY      first day, UTC (so that there are 30)
  --until DAY      last day, UTC (today)
  --label LABEL    purchase_in_session      1: the same session purchases later, be it after a login (the default)
                   purchase_within:30m      1: the person purchases within that time (m, h, d)
                   FILE.sql                 a query over events_by_person that gives event_id and label; events that
                                            it does not name are left out
  --split BY       time: sessions in the order of their starts (the default), where with purchase_within the labels of
                   the last ones are what happens in the time of the next split; person: every person, with
                   whomever they share a session, in one split. No session is in two splits
  --shares A,B,C   percent of train, validation and test (70,15,15)
  --sample F       share of the sessions, 0–1, whole and the same ones each time (1)
  --bots           keep events of bots
  --data DIR       folder of a local run, whose archive is read (.data); it need not be up
  --outputs FILE   outputs of a deployed stack, whose archive Athena unloads
  --list           print every feature with its meaning
  --json           the card, or with --list the list, as JSON
  --help           print this

Left out, and counted: events of sessions that are not over when the archive ends (idle for less than 30 minutes),
events whose time to purchase is not over then, and events without a session. A login counts if it is in what is read:
the period and two days more.
`;

export interface FeaturesCommand {
  out: string;
  period: Period;
  label: Label;
  splitBy: SplitBy;
  /** Shares of train, validation and test; their sum is 1. */
  shares: readonly [number, number, number];
  sample: number;
  bots: boolean;
  from: { data: string } | { outputs: string };
}

const declared = {
  out: { type: "string" },
  since: { type: "string" },
  until: { type: "string" },
  label: { type: "string", default: "purchase_in_session" },
  split: { type: "string", default: "time" },
  shares: { type: "string", default: "70,15,15" },
  sample: { type: "string", default: "1" },
  bots: { type: "boolean", default: false },
  data: { type: "string" },
  outputs: { type: "string" },
  list: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Options of `npm run features`. Throws a `UsageError` that names the option at fault. */
export function parseOptions(args: readonly string[], now = Date.now()): FeaturesCommand | "help" | "list" {
  const values = parsed(args);
  if (values.help) return "help";
  if (values.list) return "list";
  const { out, data, outputs } = values;
  if (out === undefined) throw missingArgument("--out is missing: name the file to write.", usage);
  if (!/\.(csv|parquet)$/.test(out))
    throw new UsageError(`--out ${out}: the file must end in .csv or .parquet.`);
  if (data !== undefined && outputs !== undefined)
    throw new UsageError("--data is a local run and --outputs a deployed stack: give one of them.");
  return {
    out,
    period: periodOf(values, now),
    label: labelNamed(values.label),
    splitBy: wayNamed(values.split),
    shares: sharesIn(values.shares),
    sample: sampleOf(values.sample),
    bots: values.bots,
    from: outputs === undefined ? { data: data ?? ".data" } : { outputs: existing(outputs) },
  };
}

function parsed(args: readonly string[]) {
  return commandLine({ args: [...args], options: declared }, usage).values;
}

function wayNamed(text: string): SplitBy {
  const way = splitWays.find((each) => each === text);
  if (way) return way;
  throw new UsageError(`--split ${text}: expected ${splitWays.join(" or ")}.`);
}

function sharesIn(text: string): FeaturesCommand["shares"] {
  const [train = 0, validation = 0, test = 0, ...more] = text.split(",").map(Number);
  const all = [train, validation, test];
  const fits = all.every((share) => share >= 0) && train > 0 && more.length === 0;
  if (fits && Math.abs(train + validation + test - 100) < 1e-9)
    return [train / 100, validation / 100, test / 100];
  throw new UsageError(
    `--shares ${text}: expected percents of train, validation and test, such as 70,15,15.`,
  );
}

function sampleOf(text: string): number {
  const share = Number(text);
  if (text.trim() !== "" && share > 0 && share <= 1) return share;
  throw new UsageError(`--sample ${text}: expected a share above 0, at most 1.`);
}

function existing(file: string): string {
  if (existsSync(file)) return file;
  throw new UsageError(`--outputs ${file}: there is no such file.`);
}
