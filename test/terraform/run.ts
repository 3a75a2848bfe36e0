import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { synthesize } from "../../scripts/build/synthesize.ts";
import { main, UserError } from "../../scripts/user-error.ts";
import { leftOut, unreported, untagged } from "./left-out.ts";
import { startMoto } from "./moto.ts";
import { smoke } from "./smoke.ts";
import { forMoto, type Place, pinned } from "./stack-copy.ts";
import { Terraform } from "./terraform.ts";
import { findTools, missing } from "./tools.ts";

const help = `npm run test:terraform

Validates and plans the stacks of all environments, then applies dev's to a moto server on loopback, plans again,
which must show no change, and uses what was made. No AWS account. It is skipped, and says why, where
terraform, a mirror of the AWS provider (TERRAFORM_MIRROR, else searched) or moto_server is missing.

  --keep   leave what was made, the moto server and the copies of the stacks for a look`;

async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  const result = await work();
  console.log(`ok    ${what.padEnd(52)} ${((Date.now() - start) / 1000).toFixed(1).padStart(6)} s`);
  return result;
}

async function suite(place: Place, config: string, directory: string): Promise<void> {
  const stacks = await step("synthesise every environment", () =>
    synthesize({ outdir: path.join(directory, "out") }),
  );
  for (const { name, file, resources } of stacks) {
    const copy = pinned(path.dirname(file), path.join(directory, name), place);
    const terraform = new Terraform(copy, config);
    await step(`${name}: init and validate ${resources} resources`, () => terraform.validate());
    await step(`${name}: plan`, () => terraform.plan());
  }
  const [dev] = stacks.filter(({ name }) => name === "clickstream-dev");
  if (!dev) throw new UserError("There is no stack clickstream-dev.");
  const copy = forMoto(path.dirname(dev.file), path.join(directory, "applied"), place);
  const terraform = new Terraform(copy, config);
  const applied = count(copy);
  report();
  console.log(
    `      ${dev.resources - applied} of ${dev.resources} resources are left out, with what refers to them`,
  );
  await terraform.validate();
  await step(`${dev.name}: apply ${applied} resources`, () => terraform.apply());
  await step(`${dev.name}: plan again: no changes`, () => terraform.planNothing());
  const outputs = await terraform.outputs();
  for (const { what, work } of smoke(outputs, place.endpoint)) await step(`use: ${what}`, work);
}

/** What the copy for moto lacks, and what a plan of it does not look at. */
function report(): void {
  const forgotten = Object.entries(unreported).map(
    ([type, { arguments: names, reason }]) => [`${type}: ${names.join(", ")}`, reason] as const,
  );
  for (const [what, reason] of Object.entries(leftOut)) console.log(`      left out: ${what}: ${reason}`);
  for (const [what, reason] of [
    ...forgotten,
    ...Object.entries(untagged).map(([type, reason]) => [`${type}: default tags`, reason] as const),
  ])
    console.log(`      not planned again: ${what}: ${reason}`);
}

function count(directory: string): number {
  const { resource } = JSON.parse(readFileSync(path.join(directory, "cdk.tf.json"), "utf8"));
  return Object.values(resource as Record<string, object>).reduce(
    (sum, each) => sum + Object.keys(each).length,
    0,
  );
}

await main(async () => {
  const { values } = parseArgs({ options: { help: { type: "boolean" }, keep: { type: "boolean" } } });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const tools = findTools();
  const lacking = missing(tools);
  if (lacking.length > 0) {
    console.log(`SKIPPED test:terraform: ${lacking.join("; ")}.`);
    return 0;
  }
  const directory = mkdtempSync(path.join(os.tmpdir(), "terraform-suite-"));
  const moto = await step("start moto", () => startMoto(tools.moto!));
  try {
    const place = { provider: tools.provider!, endpoint: moto.endpoint };
    await suite(place, tools.config!, directory);
  } finally {
    if (values.keep) console.log(`Kept: ${directory} and ${moto.endpoint} until Ctrl-C`);
    else {
      await moto.stop();
      rmSync(directory, { recursive: true });
    }
  }
  return 0;
});
