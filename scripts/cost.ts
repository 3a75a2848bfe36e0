import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { synthesize } from "./build/synthesize.ts";
import { monthlyCost, perMillion, total } from "./cost/monthly.ts";
import { type CostOptions, parseOptions, usage } from "./cost/options.ts";
import { pricedStack } from "./cost/read-stack.ts";
import { costReport } from "./cost/report.ts";
import { savings } from "./cost/savings.ts";
import type { PricedStack } from "./cost/stack.ts";
import { printResult } from "./terminal.ts";
import { main } from "./user-error.ts";

await main(async () => {
  const options = parseOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  const stack = await stackOf(options);
  const { load } = options;
  const terms = monthlyCost(stack, load);
  const monthly = total(terms);
  const figures = { monthly, perMillion: perMillion(monthly, load), terms, savings: savings(stack, load) };
  printResult(figures, costReport(stack, load));
});

/** Synthesised to a folder of its own: what is deployed may be another state of the code. */
async function stackOf({ environment, latestPerUser }: CostOptions): Promise<PricedStack> {
  const outdir = await mkdtemp(path.join(tmpdir(), "clickstream-cost-"));
  try {
    const changes = latestPerUser ? { predictionWrites: "latest_per_user" } : undefined;
    const [stack] = await synthesize({ outdir, environments: [environment], changes });
    return pricedStack(JSON.parse(await readFile(stack!.file, "utf8")));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}
