import { mappings } from "../shared/mapping/load.ts";
import { checkSample } from "./mapping/check-sample.ts";
import { checkedAsJson } from "./mapping/checked-json.ts";
import { parseOptions, usage } from "./mapping/options.ts";
import { reportOf } from "./mapping/report.ts";
import { suggestionReport, suggestions } from "./mapping/suggest.ts";
import { printError, printResult } from "./terminal.ts";
import { main } from "./user-error.ts";

await main(async () => {
  const command = parseOptions(process.argv.slice(2));
  if (command === "help") process.stdout.write(usage);
  else if (command === "list") {
    const all = [...mappings.values()].map(({ name, description }) => ({ name, description }));
    const width = Math.max(...all.map(({ name }) => name.length));
    printResult(all, all.map(({ name, description }) => `${name.padEnd(width)}  ${description}\n`).join(""));
  } else if (command.do === "suggest") {
    const all = await suggestions(command);
    printResult(all, suggestionReport(command.sample, all));
    return all[0]!.valid === all[0]!.events ? 0 : 1;
  } else {
    const checked = await checkSample(command);
    printResult(checkedAsJson(checked), reportOf(checked, command));
    if (checked.broken !== undefined) printError(`${checked.broken}\n`);
    return checked.findings.failed > 0 || checked.broken !== undefined ? 1 : 0;
  }
  return 0;
});
