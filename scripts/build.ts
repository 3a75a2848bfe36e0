import { buildFunctions, bundleSizes } from "./build/bundle.ts";
import { commandLine } from "./command-line.ts";
import { printResult, speaksJson } from "./terminal.ts";
import { main } from "./user-error.ts";

const help = `npm run build [-- NAME…]

Bundles the functions (functions/NAME/index.ts) into .build/NAME/index.mjs and .build/NAME.zip.
Without names, all of them. The same source gives the same bytes, and a bundle's version, which its events carry, is the
release and a hash of its code (0.1.0+5f1d09ab).

  --quiet   print nothing but errors
  --json    names, files and sizes of the bundles as JSON
  --help    show this text`;

function options() {
  return commandLine(
    {
      allowPositionals: true,
      options: { help: { type: "boolean" }, quiet: { type: "boolean" } },
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
  const functions = positionals.length > 0 ? positionals : undefined;
  const bundles = await buildFunctions({ functions });
  if (!values.quiet || speaksJson()) printResult(bundles, `${bundleSizes(bundles)}\n`);
});
