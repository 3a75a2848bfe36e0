import { commandLine } from "./command-line.ts";
import { readEnvironments } from "./deploy/environment.ts";
import { settingLines } from "./deploy/setting-lines.ts";
import { printResult } from "./terminal.ts";
import { main } from "./user-error.ts";

const help = `npm run settings [-- ENVIRONMENT…]

Prints the settings that are in force and where each comes from. The names of all environments, where none is given.

  --settings FILE   settings laid over infra/environments.ts (clickstream.json, where it is there)
  --json            as JSON
  --help            show this text

A settings file changes environments and adds others: {"prod": {"redis": {"shards": 6}}, "shop": {"extends": "prod"}}.
Objects are laid over setting by setting, everything else whole, and null takes an optional setting away.`;

function options() {
  return commandLine(
    {
      allowPositionals: true,
      options: { help: { type: "boolean" }, settings: { type: "string" } },
    },
    help,
  );
}

await main(async () => {
  const { values, positionals } = options();
  if (values.help) {
    console.log(help);
    return;
  }
  const environments = await readEnvironments(positionals, values.settings);
  const names = `${Object.keys(environments).join("\n")}\n`;
  const all = Object.values(environments).map((shown) => `${settingLines(shown).join("\n")}\n`);
  printResult(environments, positionals.length === 0 ? names : all.join(""));
});
