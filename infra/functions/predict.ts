import type { Construct } from "constructs";
import type { StackContext } from "../context.ts";
import type { FailedEventStore } from "../failed.ts";
import type { StackNetwork } from "../network.ts";
import type { EventStream } from "../streams.ts";
import { Lambda } from "./lambda.ts";
import type { Scoring } from "./scoring.ts";
import { StreamSource } from "./trigger.ts";

interface PredictProps {
  enriched: EventStream;
  scoring: Scoring;
  network: StackNetwork;
  failed: FailedEventStore;
}

/** Enriched → the ML REST API → predictions. With inline scoring the function exists, but nothing invokes it. */
export function predictFunction(
  scope: Construct,
  context: StackContext,
  props: PredictProps,
): Lambda<"predict"> {
  const { enriched, scoring, network, failed } = props;
  const { triggers, scoring: mode } = context.environment;
  const source =
    mode === "stream" ? new StreamSource("predict", enriched, triggers.predict, failed) : undefined;
  const lambda = new Lambda(scope, "predict", context, {
    description: "Scores enriched events",
    place: source && network.placeFor("model"),
    settings: { ...failed.settings, ...scoring.settings },
    may: [...(source?.may() ?? []), ...failed.handOver(), ...scoring.may],
  });
  source?.drive(lambda);
  return lambda;
}
