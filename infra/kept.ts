import type { TerraformResourceLifecycle } from "cdktf";
import type { PipelineEnvironment } from "./environments.ts";

/**
 * Of a resource that holds data, or without which data is lost or laid open: where the environment keeps its data, a
 * plan that would destroy or replace it is refused.
 * @param ignoreChanges arguments that change without terraform
 */
export const kept = (
  { retainData }: Pick<PipelineEnvironment, "retainData">,
  ignoreChanges?: string[],
): TerraformResourceLifecycle | undefined =>
  retainData || ignoreChanges
    ? { ...(retainData && { preventDestroy: true }), ...(ignoreChanges && { ignoreChanges }) }
    : undefined;
