import { isTransient } from "../shared/aws/errors.ts";
import { RedisUnavailable } from "../shared/redis/unavailable.ts";
import { explained } from "./explained.ts";
import { parseOptions, usage } from "./forget/options.ts";
import { type ForgetOutcome, forget, totalFound } from "./forget/run.ts";
import { openStack } from "./forget/stack.ts";
import { printError, printResult } from "./terminal.ts";
import { main, UserError } from "./user-error.ts";

function report({ subject, found, left }: ForgetOutcome, apply: boolean): string {
  const devices = subject.needles.ids.size - 1;
  const shared = subject.shared.length;
  const width = Math.max(...found.map(({ place }) => place.length));
  const lines = found.map(
    ({ place, unit, count, objects }) =>
      `  ${place.padEnd(width)}  ${String(count).padStart(8)} ${unit}${objects === count ? "" : ` in ${objects}`}\n`,
  );
  return [
    `Found, with ${devices} ${devices === 1 ? "device" : "devices"} of this person alone and ${shared} that others use:\n`,
    ...lines,
    apply ? verdict(left) : totalFound(found) === 0 ? "" : "Nothing was removed: --apply does it.\n",
  ].join("");
}

function verdict(left: ForgetOutcome["left"]): string {
  if (totalFound(left) === 0)
    return "All of it is removed, and a second search found nothing. Once more after the delivery's buffer time, and when the streams' retention is over.\n";
  const rest = left
    .filter(({ count }) => count > 0)
    .map(({ place, count, unit }) => `${count} ${unit} of ${place}`);
  return `Still there: ${rest.join(", ")}. Run it again.\n`;
}

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
      report(forgotten, command.apply),
    );
    return command.apply && totalFound(forgotten.left) > 0 ? 1 : 0;
  } finally {
    stack.close();
  }
});
