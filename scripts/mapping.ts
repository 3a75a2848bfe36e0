import { mappings } from "../shared/mapping/load.ts";
import { checkSample } from "./mapping/check-sample.ts";
import { parseOptions, usage } from "./mapping/options.ts";
import { reportOf } from "./mapping/report.ts";
import { print, printError } from "./terminal.ts";
import { main } from "./user-error.ts";

await main(async () => {
  const command = parseOptions(process.argv.slice(2));
  if (command === "help") print(usage);
  else if (command === "list") {
    const width = Math.max(...[...mappings.keys()].map((name) => name.length));
    for (const { name, description } of mappings.values()) print(`${name.padEnd(width)}  ${description}\n`);
  } else {
    const checked = await checkSample(command);
    print(reportOf(checked, command));
    if (checked.broken !== undefined) printError(`${checked.broken}\n`);
    return checked.findings.failed > 0 || checked.broken !== undefined ? 1 : 0;
  }
  return 0;
});
