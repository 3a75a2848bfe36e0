import { isTransient } from "../shared/aws/errors.ts";
import { RedisUnavailable } from "../shared/redis/unavailable.ts";
import { explained } from "./explained.ts";
import { parseOptions, usage } from "./forget/options.ts";
import { forgetReport } from "./forget/report.ts";
import { forget, totalFound } from "./forget/run.ts";
import { openStack } from "./forget/stack.ts";
import { printError, printResult } from "./terminal.ts";
import { main, UserError } from "./user-error.ts";

function unreachable(error: unknown): never {
  if (error instanceof RedisUnavailable) throw new UserError(error.message);
  if (!isTransient(error)) explained(error);
  const where = process.env.AWS_ENDPOINT_URL ?? "AWS";
  throw new UserError(`${where} does not answer. A local run must be up: npm start -- --hold.`);
}

await main(async (): Promise<number> => {
  const command = parseOptions(process.argv.slice(2));
  if (command === "help") {
    process.stdout.write(usage);
    return 0;
  }
  const stack = await openStack(command.target).catch(unreachable);
  try {
    const say = (line: string) => printError(`${line}\n`);
    const forgotten = await forget(stack, command, { say }).catch(unreachable);
    printResult(
      { applied: command.apply, found: forgotten.found, left: command.apply ? forgotten.left : undefined },
      forgetReport(forgotten, command),
    );
    return command.apply && totalFound(forgotten.left) > 0 ? 1 : 0;
  } finally {
    stack.close();
  }
});
