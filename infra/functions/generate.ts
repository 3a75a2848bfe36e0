import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { clockMinutes } from "../../shared/observability/cadence.ts";
import type { StackContext } from "../context.ts";
import type { FailedEventStore } from "../failed.ts";
import type { EventStream } from "../streams.ts";
import type { Variables } from "../variables.ts";
import { Lambda } from "./lambda.ts";
import { rawPackVariables } from "./packs.ts";
import { FunctionSchedule } from "./schedule.ts";

interface GenerateProps {
  raw: EventStream;
  failed: FailedEventStore;
  variables: Variables;
  after: readonly ITerraformDependable[];
}

/** Synthetic shoppers → raw, every minute. */
export function generateFunction(
  scope: Construct,
  context: StackContext,
  props: GenerateProps,
): Lambda<"generate"> {
  const { raw, failed, variables, after } = props;
  const lambda = new Lambda(scope, "generate", context, {
    description: "Puts the raw events of synthetic shoppers",
    settings: {
      ...rawPackVariables(raw, context),
      ...failed.settings,
      EVENTS_PER_INVOCATION: variables.eventsPerInvocation,
      BAD_RATIO: variables.badRatio,
    },
    may: [...raw.write(), ...failed.handOver()],
  });
  new FunctionSchedule(lambda, {
    everyMinutes: clockMinutes.generate,
    enabled: context.environment.schedules.generate,
    after,
  });
  return lambda;
}
