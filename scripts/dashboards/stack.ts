import { type NamedStack, namedResources } from "../../shared/observability/named-resources.ts";
import type { WatchedResources } from "../../shared/observability/watched.ts";
import type { WatchedSettings } from "../../shared/observability/watched-settings.ts";
import type { FunctionName } from "../../shared/settings/functions.ts";
import { readEnvironments } from "../deploy/environment.ts";
import { UserError } from "../user-error.ts";

/** A stack to look at: its resources by their names, and the settings that limits depend on. */
export interface LookedAt {
  name: string;
  resources: WatchedResources;
  settings: WatchedSettings;
}

/** What is read of `PipelineEnvironment`. */
type Environment = WatchedSettings &
  Pick<NamedStack, "redis" | "schedules" | "triggers" | "elasticsearchSlices"> & {
    name: string;
    functions: Record<FunctionName, { timeoutSeconds: number }>;
    /** Those that are always the operator's. */
    credentials: readonly string[];
    sinks: { opensearch?: object };
  };

/** Of an environment as it is in force, which a process of its own reads. */
export async function stackOf(environment: string): Promise<LookedAt> {
  const all = await readEnvironments([environment]).catch((error: Error) => {
    throw new UserError(`--environment: ${error.message}`);
  });
  const settings = all[environment]!.settings as unknown as Environment;
  const name = `clickstream-${settings.name}`;
  const timeouts = Object.fromEntries(
    Object.entries(settings.functions).map(([id, { timeoutSeconds }]) => [id, timeoutSeconds]),
  ) as NamedStack["timeouts"];
  return {
    name,
    settings,
    resources: namedResources(name, {
      ...settings,
      timeouts,
      ownModel: !settings.credentials.includes("model"),
      explored: settings.sinks.opensearch !== undefined,
    }),
  };
}
