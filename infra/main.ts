import path from "node:path";
import { parseArgs } from "node:util";
import { App } from "cdktf";
import { type EnvironmentName, environments } from "./environments.ts";
import { Pipeline } from "./pipeline.ts";

/** The app: one stack an environment. Names on the command line choose; without, all of them. */
function synthesize(names: readonly string[], bundles: string): void {
  const unknown = names.filter((name) => !Object.hasOwn(environments, name));
  if (unknown.length > 0)
    throw new Error(
      `No such environment: ${unknown.join(", ")}. There are ${Object.keys(environments).join(", ")}.`,
    );
  const chosen = (names.length > 0 ? names : Object.keys(environments)) as EnvironmentName[];
  const app = new App();
  for (const name of chosen)
    new Pipeline(app, `clickstream-${name}`, { environment: environments[name], bundles });
  app.synth();
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { bundles: { type: "string", default: path.resolve(import.meta.dirname, "../.build") } },
});

try {
  synthesize(positionals, values.bundles);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
