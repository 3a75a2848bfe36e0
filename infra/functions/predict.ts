import type { Construct } from "constructs";
import type { Context } from "../context.ts";
import type { Failed } from "../failed.ts";
import type { Stream } from "../streams.ts";
import { Lambda } from "./lambda.ts";
import type { Scoring } from "./scoring.ts";
import { StreamSource } from "./trigger.ts";

interface PredictProps {
  enriched: Stream;
  scoring: Scoring;
  failed: Failed;
}

/** Enriched → the ML REST API → predictions. With inline scoring it stands ready, but nothing drives it. */
export function predict(scope: Construct, context: Context, props: PredictProps): Lambda<"predict"> {
  const { enriched, scoring, failed } = props;
  const { triggers, scoring: mode } = context.environment;
  const source =
    mode === "stream" ? new StreamSource("predict", enriched, triggers.predict, failed) : undefined;
  const lambda = new Lambda(scope, "predict", context, {
    description: "Scores enriched events",
    settings: { ...failed.settings, ...scoring.settings },
    may: [...(source?.may() ?? []), ...failed.handOver(), ...scoring.may],
  });
  source?.drive(lambda);
  return lambda;
}
