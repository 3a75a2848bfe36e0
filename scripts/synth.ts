import { parseArgs } from "node:util";
import { report, synthesize } from "./build/synthesize.ts";

const help = `npm run synth [-- ENVIRONMENT…]

Bundles the functions and writes Terraform JSON, one stack an environment (dev, staging, prod), without
terraform, network or AWS account. Values of terraform variables may be given by environment variables of the
same name in capitals (MODEL_URL, ELASTICSEARCH_URL, …).

  --outdir DIR   where to write (cdktf.out)
  --help         show this text`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean" }, outdir: { type: "string" } },
});

if (values.help) {
  console.log(help);
} else {
  try {
    console.log(report(await synthesize({ outdir: values.outdir, environments: positionals })));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
