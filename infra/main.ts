import path from "node:path";
import { parseArgs } from "node:util";
import { App } from "cdktf";
import { type EnvironmentName, environments, type PipelineEnvironment } from "./environments.ts";
import { Pipeline } from "./pipeline.ts";

/** The app: one stack an environment. Names on the command line choose; without, all of them. */
function synthesize(names: readonly string[], bundles: string, changes: Partial<PipelineEnvironment>): void {
  const unknown = names.filter((name) => !Object.hasOwn(environments, name));
  if (unknown.length > 0)
    throw new Error(
      `No such environment: ${unknown.join(", ")}. There are ${Object.keys(environments).join(", ")}.`,
    );
  const chosen = (names.length > 0 ? names : Object.keys(environments)) as EnvironmentName[];
  const app = new App();
  for (const name of chosen)
    new Pipeline(app, `clickstream-${name}`, { environment: { ...environments[name], ...changes }, bundles });
  app.synth();
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bundles: { type: "string", default: path.resolve(import.meta.dirname, "../.build") },
    // For a trial: settings as JSON, laid over those of every chosen environment.
    changes: { type: "string", default: "{}" },
  },
});

try {
  synthesize(positionals, values.bundles, JSON.parse(values.changes));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
