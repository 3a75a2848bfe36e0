import { parseArgs } from "node:util";
import { terraform } from "./build/terraform.ts";
import { main, UsageError } from "./user-error.ts";

const help = `npm run destroy -- ENVIRONMENT [-- TERRAFORM OPTIONS…]

Destroys the stack of one environment. Production keeps its tables, buckets and secrets: they are protected, and
terraform says so.

  --yes    do not ask
  --help   show this text`;

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { help: { type: "boolean" }, yes: { type: "boolean" } },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${help}`);
  }
}

await main(async () => {
  const { values, positionals } = options();
  if (values.help) {
    console.log(help);
    return 0;
  }
  const [environment, ...args] = positionals;
  if (environment === undefined) throw new UsageError(`Which environment?\n\n${help}`);
  return terraform({
    command: "destroy",
    environment,
    args: [...(values.yes ? ["-auto-approve"] : []), ...args],
  });
});
