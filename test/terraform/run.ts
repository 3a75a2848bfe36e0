import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { type SynthesizedStack, synthesize } from "../../scripts/build/synthesize.ts";
import { main, UserError } from "../../scripts/user-error.ts";
import { leftOut, unreported, untagged } from "./left-out.ts";
import { startMoto } from "./moto.ts";
import { smoke } from "./smoke.ts";
import { type ApplyTarget, forMoto, pinned } from "./stack-copy.ts";
import { Terraform } from "./terraform.ts";
import { findTools, missingTools, WITHOUT_MOTO } from "./tools.ts";

const help = `npm run test:terraform

Validates and plans the stacks of all environments, then applies dev's to a moto server on loopback, plans again,
which must show no change, uses what was made, updates it and has its destruction refused. No AWS account. It is skipped, and says why, where terraform
or a mirror of the AWS provider (TERRAFORM_MIRROR, else searched) is missing; without moto_server it only validates.

  --keep   leave what was made, the moto server and the copies of the stacks for a look`;

async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  const result = await work();
  console.log(`ok    ${what.padEnd(52)} ${((Date.now() - start) / 1000).toFixed(1).padStart(6)} s`);
  return result;
}

/** Terraform over a copy of each environment's stack: all that needs no service. */
async function validated(stack: SynthesizedStack, { place, config, directory }: Machine): Promise<Terraform> {
  const { name, file, resources } = stack;
  const terraform = new Terraform(pinned(path.dirname(file), path.join(directory, name), place), config);
  await step(`${name}: init and validate ${resources} resources`, () => terraform.validate());
  return terraform;
}

async function planned(stacks: readonly SynthesizedStack[], machine: Machine): Promise<void> {
  for (const stack of stacks) {
    const terraform = await validated(stack, machine);
    await step(`${stack.name}: plan`, () => terraform.plan());
  }
}

/** A domain to explore events in, which no environment has by itself. */
const SINKS = {
  opensearch: {
    domain: { instanceType: "t3.small.search", instances: 2, volumeGib: 10 },
    keepDays: 30,
    shards: 1,
  },
};

async function explored(machine: Machine): Promise<void> {
  const outdir = path.join(machine.directory, "explored-out");
  const [stack] = await synthesize({ outdir, environments: ["dev"], changes: { sinks: SINKS } });
  await planned([{ ...stack!, name: "clickstream-dev-explored" }], machine);
}

/** Model and Elasticsearch that are reached inside a network only: one by a gateway, one in the network itself. */
const PRIVATE = {
  privateServices: {
    model: { ranges: ["172.16.0.0/16"], port: 8443, through: "tgw-0a1b2c3d4e5f60718" },
    elasticsearch: { ranges: ["10.82.48.0/20"], port: 9200 },
  },
};

async function plannedPrivately(machine: Machine): Promise<void> {
  const [stack] = await synthesize({
    outdir: path.join(machine.directory, "private"),
    environments: ["prod"],
    changes: PRIVATE,
  });
  await planned([{ ...stack!, name: `${stack!.name}-private` }], machine);
}

async function applied(dev: SynthesizedStack, { place, config, directory }: Machine): Promise<void> {
  const copy = forMoto(path.dirname(dev.file), path.join(directory, "applied"), place);
  const terraform = new Terraform(copy, config);
  const resources = count(copy);
  await terraform.validate();
  await step(`${dev.name}: apply ${resources} of ${dev.resources} resources`, () => terraform.apply());
  await step(`${dev.name}: plan again: no changes`, () => terraform.planNothing());
  const outputs = await terraform.outputs();
  for (const { what, work } of smoke(outputs, place.endpoint)) await step(`use: ${what}`, work);
  await updated(path.join(copy, "terraform.tfstate"), { place, config, directory });
}

/** A new column, a larger function, another setting, and from now on the data is kept. */
const CHANGES = {
  steps: ["product"],
  functions: { enrich: { memoryMb: 1536 } },
  predictionDays: 45,
  retainData: true,
};

async function updated(state: string, { place, config, directory }: Machine): Promise<void> {
  const [changed] = await synthesize({
    outdir: path.join(directory, "changed"),
    environments: ["dev"],
    changes: CHANGES,
  });
  const copy = forMoto(path.dirname(changed!.file), path.join(directory, "updated"), { ...place, state });
  const terraform = new Terraform(copy, config);
  await terraform.validate();
  const said = await step("update dev: a column, a size, a setting", () => terraform.apply());
  await step("the table had the column before anything wrote it", async () => checkOrder(said));
  await step("update dev: plan again: no changes", () => terraform.planNothing());
  await step("destroy: the plan is refused, and says what for", async () =>
    checkRefusal(await terraform.planRefusedDestruction()),
  );
}

/** The events' table, then the function that files events, then the one that writes them. */
function checkOrder(said: string): void {
  const at = (what: RegExp) => said.search(what);
  const order = [
    at(/analytics_events_table_\w+: Modifications complete/),
    at(/archive_function_\w+: Modifying/),
    at(/archive_function_\w+: Modifications complete/),
    at(/enrich_function_\w+: Modifying/),
  ];
  assert.ok(
    order.every((place, index) => place >= 0 && (index === 0 || place > order[index - 1]!)),
    `the order was ${order.join(", ")} in:\n${said}`,
  );
}

/** What these stand on, as a bucket and the key, terraform does not come to once they are refused. */
function checkRefusal(complaint: string): void {
  for (const type of [
    "kinesis_stream",
    "dynamodb_table",
    "s3_bucket_versioning",
    "kinesis_firehose_delivery_stream",
  ])
    assert.match(complaint, new RegExp(`aws_${type}\\.`));
  assert.match(complaint, /prevent_destroy/);
}

interface Machine {
  place: ApplyTarget;
  config: string;
  directory: string;
}

/** Most of an apply is waiting, so the plans are made in the meantime. The first of two failures is told. */
async function suite(machine: Machine, withMoto: boolean): Promise<void> {
  const stacks = await step("synthesise every environment", () =>
    synthesize({ outdir: path.join(machine.directory, "out") }),
  );
  notChecked(stacks[0]!, machine.place);
  if (!withMoto) {
    for (const stack of stacks) await validated(stack, machine);
    return;
  }
  const dev = stacks.find(({ name }) => name === "clickstream-dev");
  if (!dev) throw new UserError("There is no stack clickstream-dev.");
  report();
  const plans = async () => {
    await planned(stacks, machine);
    await plannedPrivately(machine);
    await explored(machine);
  };
  const parts = await Promise.allSettled([applied(dev, machine), plans()]);
  const failed = parts.find((part) => part.status === "rejected");
  if (failed) throw failed.reason;
}

/** What is deployed and was not tried here: the provider of the stack, and the runtime that only it knows. */
function notChecked({ file }: SynthesizedStack, { provider }: ApplyTarget): void {
  const { terraform, resource } = JSON.parse(readFileSync(file, "utf8"));
  const [{ runtime }] = Object.values(resource.aws_lambda_function) as [{ runtime: string }];
  const { version } = terraform.required_providers.aws;
  if (version !== provider)
    console.log(
      `      not checked: AWS provider ${version} and ${runtime}; provider ${provider} stands in for it`,
    );
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
  const lacking = missingTools(tools);
  if (lacking.length > 0) {
    console.log(`SKIPPED test:terraform: ${lacking.join("; ")}.`);
    return 0;
  }
  const directory = mkdtempSync(path.join(os.tmpdir(), "terraform-suite-"));
  const moto = tools.moto ? await step("start moto", () => startMoto(tools.moto!)) : undefined;
  try {
    const place = { provider: tools.provider!, endpoint: moto?.endpoint ?? "http://127.0.0.1:9" };
    await suite({ place, config: tools.config!, directory }, moto !== undefined);
    if (!moto) console.log(`SKIPPED plan and apply: ${WITHOUT_MOTO}.`);
  } finally {
    if (values.keep) console.log(`Kept: ${directory} and ${moto?.endpoint ?? "no moto"} until Ctrl-C`);
    else {
      await moto?.stop();
      rmSync(directory, { recursive: true });
    }
  }
  return 0;
});
