import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import type { Context } from "aws-lambda";

/** What a handler knows of its invocation beside the event. */
export interface Invocation {
  /** Epoch milliseconds by which everything must be written; a margin before Lambda's own timeout. */
  deadline: number;
  functionArn: string;
  requestId: string;
}

export type Handler<Event, Result> = (event: Event, invocation: Invocation) => Promise<Result>;

/** What `wire` is given: one logger and one metrics collector a function, both flushed once an invocation. */
export interface Telemetry {
  log: Logger;
  metrics: Metrics;
}

/** Time kept back from Lambda's timeout, so that a slow dependency ends in an answer and not in a kill. */
const MARGIN_MS = 2_000;

/**
 * The one way in for every function: Middy around a handler that is wired once a cold start.
 * Wiring that fails is tried again by the next invocation. A handler must answer; `undefined` is refused,
 * because Lambda reads it as "the whole batch succeeded".
 */
export function lambda<Event, Result>(
  component: string,
  wire: (telemetry: Telemetry) => Promise<Handler<Event, Result>>,
): middy.MiddyfiedHandler<Event, Result> {
  const telemetry: Telemetry = {
    log: new Logger({ serviceName: component }),
    metrics: new Metrics({ namespace: "Clickstream", serviceName: component }),
  };
  let wired: Promise<Handler<Event, Result>> | undefined;

  const wiredHandler = () => {
    wired ??= wire(telemetry).catch((error) => {
      wired = undefined;
      throw error;
    });
    return wired;
  };

  const flushMetrics: middy.MiddlewareObj<Event, Result> = {
    // In braces: Middy takes what a middleware returns for the invocation's answer.
    after: () => {
      telemetry.metrics.publishStoredMetrics();
    },
    onError: ({ error }) => {
      telemetry.log.error("invocation failed", { error: error?.name, reason: error?.message });
      telemetry.metrics.publishStoredMetrics();
    },
  };

  return middy<Event, Result>(async (event: Event, context: Context) => {
    const handle = await wiredHandler();
    const result = await handle(event, {
      deadline: Date.now() + context.getRemainingTimeInMillis() - MARGIN_MS,
      functionArn: context.invokedFunctionArn,
      requestId: context.awsRequestId,
    });
    if (result === undefined)
      throw new Error(`${component}: the handler returned nothing; it must answer its trigger.`);
    return result;
  }).use(flushMetrics);
}
