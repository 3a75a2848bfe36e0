import { commandLine } from "../command-line.ts";
import { UsageError } from "../user-error.ts";
import { type FaultKind, faultKinds, faultNames } from "./faults.ts";

const width = Math.max(...faultNames.map(({ length }) => length));

const usage = `Runs the functions and the triggers in simulated time, with the faults that each seed chooses, and checks
that nothing is lost, nothing has two effects, and everything is done once the faults end.

  npm run simulate -- [options]

  --seeds N      how many seeds (100)
  --from S       the first of them (1)
  --seed S       this one seed alone
  --events N     events of a seed (300)
  --faults LIST  only these faults, by commas; "none" for none
  --jobs N       threads (as many as the machine has cores)
  --mutations    break one central rule after the other in a copy, and tell which seed or test notices
  --json         what was simulated, struck and found, as JSON
  --help         print this

Faults:
${faultNames.map((name) => `  ${name.padEnd(width)}  ${faultKinds[name].what}`).join("\n")}

A seed that fails prints itself, its faults and what does not hold. Exit code 1 when one does.
`;

export interface SimulateOptions {
  seeds: number[];
  events: number;
  faults?: FaultKind[];
  jobs?: number;
  mutations: boolean;
}

/** "help" when that was asked for, and has been printed. Throws a `UsageError` that names the option at fault. */
export function options(args: string[]): SimulateOptions | "help" {
  const values = parsed(args);
  if (values.help) {
    process.stdout.write(usage);
    return "help";
  }
  const from = whole("--from", values.from);
  const count = whole("--seeds", values.seeds);
  const seeds =
    values.seed === undefined
      ? Array.from({ length: count }, (_, index) => from + index)
      : [whole("--seed", values.seed)];
  return {
    seeds,
    events: whole("--events", values.events),
    ...(values.faults !== undefined && { faults: faultsOf(values.faults) }),
    mutations: values.mutations,
    ...(values.jobs !== undefined && { jobs: whole("--jobs", values.jobs) }),
  };
}

function parsed(args: string[]) {
  const declared = {
    seeds: { type: "string", default: "100" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    events: { type: "string", default: "300" },
    faults: { type: "string" },
    jobs: { type: "string" },
    mutations: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  } as const;
  return commandLine({ args, options: declared }, usage).values;
}

function whole(option: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`${option} ${text}: expected a whole number from 1 on.`);
}

function faultsOf(list: string): FaultKind[] {
  const names = list.split(",").filter((name) => name !== "" && name !== "none");
  const unknown = names.find((name) => !(name in faultKinds));
  if (unknown !== undefined)
    throw new UsageError(`--faults ${unknown}: expected some of ${faultNames.join(", ")}, or none.`);
  return names as FaultKind[];
}
