import { commandLine } from "./command-line.ts";
import { applySaved, deploy } from "./deploy/deployment.ts";
import { writePolicies } from "./deploy/policy/write-policies.ts";
import { printResult, speaksJson } from "./terminal.ts";
import { main, missingArgument } from "./user-error.ts";

const help = `npm run deploy -- ENVIRONMENT [-- TERRAFORM OPTIONS…]

Bundles the functions, synthesises the stack of one environment (dev, staging, prod, or one of your settings), compares it
with the account's quotas, plans, asks and applies with terraform, which must be installed (1.10 or later), as AWS
credentials and a region must be at hand.

  --settings FILE       settings laid over infra/environments.ts (clickstream.json, where it is there)
  --plan                only show what would change
  --plan-out FILE       the same, and keep the plan, with the bundles that it deploys; it holds secrets of the state
  --apply FILE          apply a kept plan, without an ENVIRONMENT and without asking
  --yes                 do not ask before changing anything; a plan that loses something is refused
  --allow-loss          not even then
  --no-preflight        do not look at the account's quotas
  --policy-out DIR      only write the policy documents that a role needs which deploys the environment, and one for
                        whoever runs the doctor on it; with
  --account ID          whose resources they name, and AWS_REGION and STATE_BUCKET as for a deployment
  --outputs-file FILE   where to leave the stack's outputs (outputs.clickstream-ENVIRONMENT.json)
  --json                the stack, whether it was changed, and the file of its outputs, or those of its policies, as JSON
  --help                show this text

Dev needs no value. Others come from the environment: MODEL_URL, MODEL_SECRET_ARN, ELASTICSEARCH_URL,
ELASTICSEARCH_SECRET_ARN (with …_SECRET_KEY_ARN where a key of your own encrypts the secret), ALARM_EMAIL, or any variable
of the stack as TF_VAR_name. State is kept beside cdktf.json, or locked in the S3 bucket that STATE_BUCKET names
(STATE_REGION), which staging and prod demand: npm run state-bucket makes it.`;

function options() {
  return commandLine(
    {
      allowPositionals: true,
      allowNegative: true,
      options: {
        help: { type: "boolean" },
        settings: { type: "string" },
        plan: { type: "boolean", default: false },
        "plan-out": { type: "string" },
        apply: { type: "string" },
        yes: { type: "boolean", default: false },
        "allow-loss": { type: "boolean", default: false },
        preflight: { type: "boolean", default: true },
        "policy-out": { type: "string" },
        account: { type: "string" },
        "outputs-file": { type: "string" },
      },
    },
    help,
  );
}

await main(async () => {
  const { values, positionals } = options();
  if (values.help) {
    console.log(help);
    return 0;
  }
  const common = { allowLoss: values["allow-loss"] };
  if (values.apply !== undefined) {
    const code = await applySaved(values.apply, {
      ...common,
      args: positionals,
      outputsFile: values["outputs-file"],
    });
    return told(code, { plan: values.apply, changed: true });
  }
  const [environment, ...args] = positionals;
  if (environment === undefined) throw missingArgument("Which environment?", help);
  if (values["policy-out"] !== undefined)
    return writePolicies({
      environment,
      settings: values.settings,
      out: values["policy-out"],
      account: values.account,
      region: process.env.AWS_REGION,
      stateBucket: process.env.STATE_BUCKET,
    });
  const stack = environment.replace(/^(clickstream-)?/, "clickstream-");
  const outputsFile = values["outputs-file"] ?? `outputs.${stack}.json`;
  const planOnly = values.plan || values["plan-out"] !== undefined;
  const code = await deploy({
    ...common,
    environment,
    args,
    settings: values.settings,
    preflight: values.preflight,
    planOnly,
    planOut: values["plan-out"],
    yes: values.yes,
    outputsFile,
  });
  return told(code, {
    stack,
    changed: !planOnly,
    ...(values["plan-out"] !== undefined && { plan: values["plan-out"] }),
    ...(!planOnly && code === 0 && { outputs: outputsFile }),
  });
});

/** Nothing is told of what did not end well. */
function told(code: number, document: object): number {
  if (code === 0 && speaksJson()) printResult(document, "");
  return code;
}
