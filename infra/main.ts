import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { App } from "cdktf";
import { hint } from "../shared/mapping/nearest.ts";
import { type InForce, inForce, type Layer } from "./environments/laid-over.ts";
import { givenBy } from "./given.ts";
import { Pipeline } from "./pipeline.ts";

/** A file beside cdktf.json that changes the environments and adds others, where none is named. */
const SETTINGS_FILE = "clickstream.json";

const root = path.resolve(import.meta.dirname, "..");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bundles: { type: "string", default: path.resolve(root, ".build") },
    settings: { type: "string" },
    // For a trial: settings as JSON, laid over those of every chosen environment.
    changes: { type: "string", default: "{}" },
    // Print the chosen environments' settings as JSON, and where each comes from, instead.
    show: { type: "boolean", default: false },
  },
});

function settingsFile(): Layer | undefined {
  const named = values.settings ?? givenBy("CLICKSTREAM_SETTINGS");
  const file = named ?? path.join(root, SETTINGS_FILE);
  const from = named ?? SETTINGS_FILE;
  if (!existsSync(file)) {
    if (named === undefined) return undefined;
    throw new Error(`The settings file ${named} is not there.`);
  }
  try {
    return { from, environments: JSON.parse(readFileSync(file, "utf8")) };
  } catch (error) {
    throw new Error(`${from} is not JSON: ${(error as Error).message}.`);
  }
}

function chosen(): [string, InForce][] {
  const layer = settingsFile();
  const all = inForce(layer);
  const unknown = positionals.find((name) => !all.has(name));
  if (unknown !== undefined)
    throw new Error(
      `No such environment: ${unknown}${hint(unknown, all.keys()) || "."} There are ${[...all.keys()].join(", ")}.`,
    );
  const names = positionals.length > 0 ? positionals : [...all.keys()];
  const changes = JSON.parse(values.changes) as object;
  if (Object.keys(changes).length === 0) return names.map((name) => [name, all.get(name)!]);
  const trial = inForce(layer, {
    from: "this command",
    environments: Object.fromEntries(names.map((name) => [name, changes])),
  });
  return names.map((name) => [name, trial.get(name)!]);
}

/** The app: one stack an environment. Names on the command line choose; without, all of them. */
function synthesize(): void {
  const app = new App();
  for (const [name, { settings: environment }] of chosen())
    new Pipeline(app, `clickstream-${name}`, { environment, bundles: values.bundles });
  app.synth();
}

function show(): void {
  const shown = chosen().map(([name, { settings, origins }]) => [
    name,
    { settings, origins: Object.fromEntries(origins) },
  ]);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(shown))}\n`);
}

try {
  if (values.show) show();
  else synthesize();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
