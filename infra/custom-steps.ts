import { SettingError } from "../shared/settings/kinds.ts";
import type { CustomStep } from "../shared/steps/custom-step.ts";
import { stepsNamed } from "../shared/steps/in-force.ts";
import type { PipelineEnvironment } from "./environments.ts";

type StepNames = Pick<PipelineEnvironment, "name" | "steps" | "formerSteps">;

/** The steps of one's own whose fields are columns, by name: those in force, and those that were. */
export const columnSteps = ({ steps, formerSteps }: Omit<StepNames, "name">): string[] => [
  ...steps,
  ...formerSteps,
];

/** The same as they are declared. Throws with a sentence where one cannot be put in force. */
export function declaredColumnSteps(environment: StepNames): readonly CustomStep[] {
  try {
    return stepsNamed(columnSteps(environment));
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    throw new Error(
      `steps and formerSteps of the environment ${environment.name} (infra/environments.ts): ${error.message}.`,
    );
  }
}
