import type { CurateFigures, CurateTick } from "../functions/curate/handler.ts";
import { newLambdaClient } from "../shared/aws/clients.ts";
import { invokeFunction } from "../shared/aws/invoke.ts";
import { parseOptions, usage } from "./curate/options.ts";
import { explained } from "./explained.ts";
import { readOutputs, withNames } from "./outputs.ts";
import { reachLocalRun } from "./replay/stack.ts";
import { printError, printResult } from "./terminal.ts";
import { main } from "./user-error.ts";

const needed = ["curate_function"] as const;

await main(async () => {
  const command = parseOptions(process.argv.slice(2));
  if (command === "help") {
    process.stdout.write(usage);
    return 0;
  }
  const { target, rebuild } = command;
  const { curate_function } =
    "outputs" in target
      ? readOutputs(target.outputs, needed)
      : withNames(reachLocalRun(target.data), needed, target.data);
  const lambda = newLambdaClient();
  let hours = 0;
  // An invocation does what it has time for, and the next one the rest.
  for (let tick: CurateTick = { rebuild }; ; tick = {}) {
    const figures = await invokeFunction<CurateFigures>(lambda, curate_function, tick).catch(explained);
    hours += figures.hours;
    const days = figures.rolledUp === "" ? "no day yet" : `the days up to ${figures.rolledUp}`;
    if (figures.isDone) {
      printResult(
        { hours, rolled_up: figures.rolledUp === "" ? null : figures.rolledUp },
        `${hours} hours were merged. The rollups hold ${days}.\n`,
      );
      return 0;
    }
    printError(`${hours} hours were merged so far, and the rollups hold ${days} …\n`);
  }
});
