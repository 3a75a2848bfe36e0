import { parseArgs } from "node:util";
import { terraform } from "./build/terraform.ts";
import { main, UsageError } from "./user-error.ts";

const help = `npm run deploy -- ENVIRONMENT [-- TERRAFORM OPTIONS…]

Bundles the functions, synthesises the stack of one environment (dev, staging, prod) and applies it with
terraform, which must be installed (1.10 or later), as AWS credentials and a region must be at hand.

  --plan                only show what would change
  --yes                 do not ask before changing anything
  --outputs-file FILE   where to leave the stack's outputs (outputs.clickstream-ENVIRONMENT.json)
  --help                show this text

Values come from the environment: MODEL_URL, MODEL_SECRET_ARN, ELASTICSEARCH_URL, ELASTICSEARCH_SECRET_ARN,
ALARM_EMAIL, or any variable of the stack as TF_VAR_name. State is kept beside cdktf.json, or in the S3 bucket that
STATE_BUCKET names (STATE_REGION), with locking.`;

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: "boolean" },
        plan: { type: "boolean" },
        yes: { type: "boolean" },
        "outputs-file": { type: "string" },
      },
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
  const stack = environment.replace(/^(clickstream-)?/, "clickstream-");
  return terraform({
    command: values.plan ? "plan" : "apply",
    environment,
    args: [...(values.yes && !values.plan ? ["-auto-approve"] : []), ...args],
    outputsFile: values["outputs-file"] ?? `outputs.${stack}.json`,
  });
});
