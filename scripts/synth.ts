import { report, synthesize } from "./build/synthesize.ts";
import { missingVariables, variablesOf } from "./build/terraform.ts";
import { commandLine } from "./command-line.ts";
import { main } from "./user-error.ts";

const help = `npm run synth [-- ENVIRONMENT…]

Bundles the functions and writes Terraform JSON, one stack an environment, without
terraform, network or AWS account. Values of terraform variables may be given by environment variables of the
same name in capitals (MODEL_URL, ELASTICSEARCH_URL, …).

  --outdir DIR      where to write (cdktf.out)
  --settings FILE   settings laid over infra/environments.ts (clickstream.json, where it is there)
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
  console.log(report(stacks));
  for (const stack of stacks) {
    const missing = missingVariables(await variablesOf(stack), process.env);
    const names = missing.map(({ name }) => name.toUpperCase()).join(", ");
    if (names) console.log(`${stack.name} cannot be deployed without a value for ${names}.`);
  }
});
