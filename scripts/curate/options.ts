import { existsSync } from "node:fs";
import { commandLine } from "../command-line.ts";
import { UsageError } from "../user-error.ts";

export const usage = `Does at once what curate does every hour: takes hours that are over into the curated table, and days into the rollups.

  npm run curate -- [--rebuild] [--data DIR | --outputs FILE]

  --rebuild        make every rollup anew, of the curated events: the same rows come out. Queries make their figures of
                   the events meanwhile
  --data DIR       folder of a local run, which must be up (.data)
  --outputs FILE   outputs of a deployed stack, instead of the local run
  --json           the result as JSON: hours that were merged, rolled_up (the last day of the rollups, or null)
  --help           print this

It may be broken off and begun again, and a scheduled run beside it waits or is refused: one is at work at a time.
`;

export interface CurateCommand {
  rebuild: boolean;
  target: { data: string } | { outputs: string };
}

const declared = {
  rebuild: { type: "boolean", default: false },
  data: { type: "string" },
  outputs: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** Options of `npm run curate`. Throws a `UsageError` that names the option at fault. */
export function parseOptions(args: readonly string[]): CurateCommand | "help" {
  const { help, rebuild, data, outputs } = commandLine({ args: [...args], options: declared }, usage).values;
  if (help) return "help";
  if (data !== undefined && outputs !== undefined)
    throw new UsageError("--data is a local run and --outputs a deployed stack: give one of them.");
  if (outputs !== undefined && !existsSync(outputs))
    throw new UsageError(`--outputs ${outputs}: there is no such file.`);
  return { rebuild, target: outputs === undefined ? { data: data ?? ".data" } : { outputs } };
}
