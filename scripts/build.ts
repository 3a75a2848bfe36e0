import { parseArgs } from "node:util";
import { buildFunctions } from "./build/bundle.ts";

const help = `npm run build [-- NAME…]

Bundles the functions (functions/NAME/index.ts) into .build/NAME/index.mjs and .build/NAME.zip.
Without names, all of them. The same source gives the same bytes.

  --quiet   print nothing but errors
  --help    show this text`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean" }, quiet: { type: "boolean" } },
});

if (values.help) {
  console.log(help);
} else {
  try {
    await buildFunctions({
      functions: positionals.length > 0 ? positionals : undefined,
      quiet: values.quiet,
    });
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
