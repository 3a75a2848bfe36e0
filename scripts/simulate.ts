import { availableParallelism } from "node:os";
import { checkMutations } from "./simulate/mutations/run.ts";
import { options, type SimulateOptions } from "./simulate/options.ts";
import { SimulationReport } from "./simulate/report.ts";
import { simulateSeeds } from "./simulate/seeds.ts";
import { print, printResult, speaksJson } from "./terminal.ts";
import { main } from "./user-error.ts";

await main(async (): Promise<number> => {
  const asked = options(process.argv.slice(2));
  if (asked === "help") return 0;
  return asked.mutations ? mutations(asked) : seeds(asked);
});

async function seeds({ seeds, events, faults, jobs }: SimulateOptions): Promise<number> {
  const scenario = { events, ...(faults !== undefined && { faults }) };
  const report = new SimulationReport(seeds.length, scenario);
  const threads = Math.min(jobs ?? availableParallelism(), seeds.length);
  await simulateSeeds(seeds, scenario, threads, (outcome) => report.add(outcome));
  report.end();
  return report.failed > 0 ? 1 : 0;
}

function mutations({ seeds, events }: SimulateOptions): number {
  const rules = [];
  for (const { rule, caughtBy } of checkMutations(seeds.length, events)) {
    print(`${caughtBy === undefined ? "MISSED" : "caught"}  ${rule}\n        ${caughtBy ?? "by nothing"}\n`);
    rules.push({ rule, caught_by: caughtBy ?? null });
  }
  if (speaksJson()) printResult(rules, "");
  return rules.some((each) => each.caught_by === null) ? 1 : 0;
}
