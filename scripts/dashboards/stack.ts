import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { type NamedStack, namedResources } from "../../shared/observability/named-resources.ts";
import type { WatchedResources } from "../../shared/observability/watched.ts";
import type { WatchedSettings } from "../../shared/observability/watched-settings.ts";
import type { FunctionName } from "../../shared/settings/functions.ts";
import { UserError } from "../user-error.ts";

/** A stack to look at: its resources by their names, and the settings that limits depend on. */
export interface LookedAt {
  name: string;
  resources: WatchedResources;
  settings: WatchedSettings;
}

/** What is read of `PipelineEnvironment`. */
type Environment = WatchedSettings &
  Pick<NamedStack, "redis" | "schedules" | "triggers"> & {
    name: string;
    functions: Record<FunctionName, { timeoutSeconds: number }>;
  };

const script = path.resolve(import.meta.dirname, "../../infra/print-environment.ts");

/** Of an environment of `infra/environments.ts`, which a process of its own reads. */
export async function stackOf(environment: string): Promise<LookedAt> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, environment]).catch(
    (error: { stderr?: string }) => {
      throw new UserError(`--environment: ${error.stderr?.trim() || "its settings could not be read."}`);
    },
  );
  const settings: Environment = JSON.parse(stdout);
  const name = `clickstream-${settings.name}`;
  const timeouts = Object.fromEntries(
    Object.entries(settings.functions).map(([id, { timeoutSeconds }]) => [id, timeoutSeconds]),
  ) as NamedStack["timeouts"];
  return { name, settings, resources: namedResources(name, { ...settings, timeouts }) };
}
