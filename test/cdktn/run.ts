import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { type SynthesizedStack, synthesize } from "../../scripts/build/synthesize.ts";
import { main, UserError } from "../../scripts/user-error.ts";
import { comparable, differences } from "./compare.ts";

const help = `npm run test:cdktn

Synthesises the unchanged source with CDK Terrain (cdktn) in the place of CDKTF and compares the Terraform JSON.
The packages are installed under .build/cdktn once; where the registry is out of reach it is skipped, and says so.`;

const root = path.resolve(import.meta.dirname, "../..");

/** The names that the source imports, and what stands in for them. */
const aliases = {
  cdktf: "npm:cdktn@0.24.0",
  "@cdktf/provider-aws": "npm:@cdktn/provider-aws@25.7.0",
  // The provider asks for its library under this name.
  cdktn: "0.24.0",
  constructs: "10.7.0",
};

/** The source beside other packages; everything that is no alias comes from the project itself. */
async function project(): Promise<string | undefined> {
  const packages = path.join(root, ".build/cdktn");
  const manifest = JSON.stringify({ private: true, type: "module", dependencies: aliases });
  const file = path.join(packages, "package.json");
  if (
    !existsSync(file) ||
    readFileSync(file, "utf8") !== manifest ||
    !existsSync(path.join(packages, "done"))
  ) {
    rmSync(packages, { recursive: true, force: true });
    mkdirSync(packages, { recursive: true });
    writeFileSync(file, manifest);
    const code = await run(
      "npm",
      ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
      packages,
    );
    if (code !== 0) return undefined;
    writeFileSync(path.join(packages, "done"), "");
  }
  // Whatever is no alias is found in the project's own node_modules, further up.
  for (const folder of ["infra", "shared"]) {
    rmSync(path.join(packages, folder), { recursive: true, force: true });
    cpSync(path.join(root, folder), path.join(packages, folder), { recursive: true });
  }
  return packages;
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", 2, 2], env: { ...process.env, ...env } });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}

async function compare(
  packages: string,
  outdir: string,
  stacks: readonly SynthesizedStack[],
): Promise<number> {
  const other = path.join(outdir, "cdktn");
  const args = [path.join(packages, "infra/main.ts"), "--bundles", path.join(root, ".build")];
  if ((await run(process.execPath, args, packages, { CDKTF_OUTDIR: other })) !== 0)
    throw new UserError("The source does not synthesise with CDK Terrain: see the message above.");
  let found = 0;
  for (const { name, file, resources } of stacks) {
    const [ours, theirs] = [file, path.join(other, "stacks", name, "cdk.tf.json")].map((each) =>
      comparable(JSON.parse(readFileSync(each, "utf8"))),
    );
    const differing = differences(ours, theirs);
    found += differing.length;
    console.log(
      `${name.padEnd(22)}${String(resources).padStart(4)} resources  ${differing.length} differences`,
    );
    for (const difference of differing.slice(0, 20)) console.log(`  ${difference}`);
  }
  return found === 0 ? 0 : 1;
}

await main(async () => {
  const { values } = parseArgs({ options: { help: { type: "boolean" } } });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const outdir = mkdtempSync(path.join(os.tmpdir(), "cdktn-"));
  try {
    const stacks = await synthesize({ outdir: path.join(outdir, "cdktf") });
    const packages = await project();
    if (packages === undefined) {
      console.log(
        "SKIPPED test:cdktn: the packages of CDK Terrain could not be installed (see npm's message).",
      );
      return 0;
    }
    return await compare(packages, outdir, stacks);
  } finally {
    rmSync(outdir, { recursive: true });
  }
});
