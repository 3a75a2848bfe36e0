import { environments } from "./environments.ts";

/** Prints an environment's settings as JSON, for commands that need them and not the stack. */
const name = process.argv[2] ?? "";
if (Object.hasOwn(environments, name)) {
  process.stdout.write(JSON.stringify(environments[name as keyof typeof environments]));
} else {
  process.stderr.write(`No such environment: ${name}. There are ${Object.keys(environments).join(", ")}.\n`);
  process.exitCode = 1;
}
