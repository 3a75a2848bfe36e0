import { availableParallelism } from "node:os";
import type { LocalAws } from "../aws/contract.ts";
import { type Functions, startFunctions } from "./functions.ts";
import type { FunctionDefinition } from "./lambda/types.ts";
import type { InvocationListener, LocalRuntime, Metrics, RuntimeOptions } from "./types.ts";

/** Two cores are busy with one of each function; a second heap each costs 8 % of the processor time and wins none. */
const ENVIRONMENTS = availableParallelism() > 2 ? 2 : 1;

export interface HeardFunctions extends Pick<LocalRuntime, "onMetrics" | "onInvocation"> {
  functions: Functions;
}

/** The declared functions, whose output is in the logs and metrics of the local CloudWatch, and heard by whoever listens. */
export function startHeardFunctions(
  definitions: readonly FunctionDefinition[],
  aws: LocalAws,
  options: Pick<RuntimeOptions, "environmentsPerFunction" | "hooks" | "http" | "idleMs" | "log">,
): HeardFunctions {
  // As Lambda calls them, but for the id of the environment.
  const logStream = `${new Date().toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]local`;
  const ofMetrics = new Set<(metrics: Metrics) => void>();
  const ofInvocations = new Set<InvocationListener>();
  const functions = startFunctions(definitions, {
    environments: options.environmentsPerFunction ?? ENVIRONMENTS,
    ...(options.hooks && { hooks: options.hooks }),
    respond: options.http ? undefined : aws.respond,
    idleMs: options.idleMs,
    log: options.log ?? (() => {}),
    metrics(metrics) {
      aws.putEmf(metrics.emf);
      for (const listener of ofMetrics) listener(metrics);
    },
    line: (name, text) => aws.logs.add(logGroupOf(name), logStream, text),
    invoked(name, result) {
      for (const listener of ofInvocations) listener(name, result);
    },
  });
  for (const name of functions.names()) aws.logs.create(logGroupOf(name));
  return {
    functions,
    onMetrics(listener) {
      ofMetrics.add(listener);
      return () => ofMetrics.delete(listener);
    },
    onInvocation(listener) {
      ofInvocations.add(listener);
      return () => ofInvocations.delete(listener);
    },
  };
}

const logGroupOf = (functionName: string): string => `/aws/lambda/${functionName}`;
