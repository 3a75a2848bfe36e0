import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";
import middy from "@middy/core";
import type { Context } from "aws-lambda";

/** What a handler gets beside the event. */
export interface Invocation {
  /** Epoch milliseconds by which everything must be written; a margin before Lambda's own timeout. */
  deadline: number;
  functionArn: string;
  requestId: string;
}

export type Handler<Event, Result> = (event: Event, invocation: Invocation) => Promise<Result>;

/** One logger and one metrics collector a function, both flushed once an invocation. */
export interface Telemetry {
  log: Logger;
  metrics: Metrics;
}

/** What a cold start is given. */
export interface ColdStart extends Telemetry {
  /** Has what was opened closed again should the rest of the wiring fail: the next invocation opens it anew. */
  opened(close: () => void): void;
}

/** Time kept back from Lambda's timeout, so that a slow dependency ends in an answer and not in a kill. */
const MARGIN_MS = 2_000;

/**
 * The entry point of every function: Middy around a handler that is wired once in each cold start. Wiring that fails
 * is tried again by the next invocation. A handler must return something; `undefined` is refused, because Lambda
 * reads it as "the whole batch succeeded".
 */
export function lambda<Event, Result>(
  component: string,
  wire: (start: ColdStart) => Promise<Handler<Event, Result>>,
): middy.MiddyfiedHandler<Event, Result> {
  const telemetry: Telemetry = {
    log: new Logger({ serviceName: component }),
    // Under the deployed function's name, so that metrics of several stacks in one account are not added up.
    metrics: new Metrics({
      namespace: "Clickstream",
      serviceName: process.env.AWS_LAMBDA_FUNCTION_NAME ?? component,
    }),
  };
  let wired: Promise<Handler<Event, Result>> | undefined;

  const wiredHandler = () => {
    const open: (() => void)[] = [];
    wired ??= wire({ ...telemetry, opened: (close) => void open.push(close) }).catch((error) => {
      wired = undefined;
      for (const close of open) close();
      throw error;
    });
    return wired;
  };

  const flushMetrics: middy.MiddlewareObj<Event, Result> = {
    // In braces, to return nothing: Middy uses what a middleware returns as the invocation's result.
    after: () => {
      telemetry.metrics.publishStoredMetrics();
    },
    onError: (request) => {
      const error = withoutQuotation(request.error);
      request.error = error ?? null;
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

/**
 * V8's message quotes the text that it cannot parse, which may hold personal data: neither our log line nor Lambda's
 * may repeat it.
 */
function withoutQuotation(error: Error | null | undefined): Error | null | undefined {
  if (!(error instanceof SyntaxError)) return error;
  const quiet = new SyntaxError("A text is not the JSON that it should be.");
  const [, ...frames] = error.stack?.split(/\n(?=\s+at )/) ?? [];
  quiet.stack = [String(quiet), ...frames].join("\n");
  return quiet;
}
