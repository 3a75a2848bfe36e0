import { setTimeout as sleep } from "node:timers/promises";
import { newElastiCacheClient, newSecretsClient } from "../shared/aws/clients.ts";
import { rotateToken } from "../shared/aws/token-rotation.ts";
import { commandLine } from "./command-line.ts";
import { explained } from "./explained.ts";
import { printLine, printResult, speaksJson } from "./terminal.ts";
import { main, missingArgument } from "./user-error.ts";

const help = `npm run rotate-token -- ENVIRONMENT

Gives Redis of a deployed stack another token while the pipeline runs: Redis takes both, the secret says the new one, and
ten minutes later, when every function has read it, Redis takes the new one alone. Takes about twenty minutes. Broken off, it
is begun again from the start.

  --json   the result as JSON
  --help   show this text

If terraform ever replaces the group, rotate once more: a new group begins with the first token.`;

/** Functions read a secret again after five minutes (\`shared/aws/secrets.ts\`), and at once when it is refused. */
const SETTLE_MS = 10 * 60_000;

function options() {
  return commandLine({ allowPositionals: true, options: { help: { type: "boolean" } } }, help);
}

await main(async () => {
  const { values, positionals } = options();
  if (values.help) {
    console.log(help);
    return 0;
  }
  const [environment, ...rest] = positionals;
  if (environment === undefined || rest.length > 0) throw missingArgument("Which environment?", help);
  const stack = environment.replace(/^(clickstream-)?/, "clickstream-");
  await rotateToken({
    cache: newElastiCacheClient(),
    secrets: newSecretsClient(),
    group: stack,
    secret: `${stack}/redis`,
    settleMs: SETTLE_MS,
    sleep,
    say: printLine,
  }).catch(explained);
  if (speaksJson()) printResult({ stack, rotated: true }, "");
  return 0;
});
