import path from "node:path";
import { synthesize } from "../../scripts/build/synthesize.ts";
import { main, UserError } from "../../scripts/user-error.ts";
import { forMoto } from "./stack-copy.ts";
import { findTools } from "./tools.ts";

/**
 * The app as `cdktf deploy --app "node test/terraform/app.ts"` runs it, for a moto server at MOTO_ENDPOINT: the same
 * stacks, changed as the suite changes them.
 */
await main(async () => {
  const { MOTO_ENDPOINT: endpoint, CDKTF_OUTDIR: outdir } = process.env;
  const { provider } = findTools();
  if (!endpoint || !provider)
    throw new UserError(
      "MOTO_ENDPOINT must name a moto server, and a mirror of the AWS provider must be there.",
    );
  for (const { file } of await synthesize({ outdir, environments: ["dev"] }))
    forMoto(path.dirname(file), path.dirname(file), { provider, endpoint });
});
