import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Context } from "../context.ts";
import type { Failed } from "../failed.ts";
import type { Stream } from "../streams.ts";
import type { Variables } from "../variables.ts";
import { Lambda } from "./lambda.ts";
import { rawPackSettings } from "./packs.ts";
import { Schedule } from "./schedule.ts";

interface GenerateProps {
  raw: Stream;
  failed: Failed;
  variables: Variables;
  after: readonly ITerraformDependable[];
}

/** Synthetic shoppers → raw, every minute. */
export function generate(scope: Construct, context: Context, props: GenerateProps): Lambda<"generate"> {
  const { raw, failed, variables, after } = props;
  const lambda = new Lambda(scope, "generate", context, {
    description: "Puts the raw events of synthetic shoppers",
    settings: {
      ...rawPackSettings(raw, context),
      ...failed.settings,
      EVENTS_PER_INVOCATION: variables.eventsPerInvocation,
      BAD_RATIO: variables.badRatio,
    },
    may: [...raw.write(), ...failed.handOver()],
  });
  new Schedule(lambda, {
    expression: "rate(1 minute)",
    enabled: context.environment.schedules.generate,
    after,
  });
  return lambda;
}
