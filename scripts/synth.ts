import { report, synthesize } from "./build/synthesize.ts";
import { missingVariables, variablesOf } from "./build/terraform.ts";
import { commandLine } from "./command-line.ts";
import { printResult } from "./terminal.ts";
import { main } from "./user-error.ts";

const help = `npm run synth [-- ENVIRONMENT…]

Bundles the functions and writes Terraform JSON, one stack an environment, without
terraform, network or AWS account. Values of terraform variables may be given by environment variables of the
same name in capitals (MODEL_URL, ELASTICSEARCH_URL, …).

  --outdir DIR      where to write (cdktf.out)
  --settings FILE   settings laid over infra/environments.ts (clickstream.json, where it is there)
  --json            the stacks as JSON, with what each cannot be deployed without
  --help            show this text`;

function options() {
  return commandLine(
    {
      allowPositionals: true,
      options: {
        help: { type: "boolean" },
        outdir: { type: "string" },
        settings: { type: "string" },
      },
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
  const stacks = await synthesize({
    outdir: values.outdir,
    environments: positionals,
    settings: values.settings,
  });
  const shown = await Promise.all(
    stacks.map(async (stack) => ({
      ...stack,
      missing: missingVariables(await variablesOf(stack), process.env).map(({ name }) => name.toUpperCase()),
    })),
  );
  const lacking = shown.filter(({ missing }) => missing.length > 0);
  const sentences = lacking.map(
    ({ name, missing }) => `${name} cannot be deployed without a value for ${missing.join(", ")}.\n`,
  );
  printResult(shown, `${report(stacks)}\n${sentences.join("")}`);
});
