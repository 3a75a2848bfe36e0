import type { PipelineEnvironment } from "../../environments/settings.ts";
import { LATENCY_BUDGET_MS } from "../../functions/scoring.ts";
import { hops } from "../accounting.ts";
import type { Calculation } from "../alarm.ts";
import { lambda, own, queue, type Statistic } from "../metric.ts";
import type { Watched } from "../watched.ts";
import { type Graph, line } from "./widget.ts";

/** The failed path, the time from end to end, and what is missing in the accounts. */
export function ends(watched: Watched, environment: PipelineEnvironment): Graph[] {
  const { functions, failedQueue, deadLetterQueue } = watched;
  const failed = own(functions.failed.name);
  return [
    {
      title: "Failed queue",
      lines: [
        line("messages", queue(failedQueue)("ApproximateNumberOfMessagesVisible", "Maximum")),
        line("dead letters", queue(deadLetterQueue)("ApproximateNumberOfMessagesVisible", "Maximum")),
        line("oldest, s", queue(failedQueue)("ApproximateAgeOfOldestMessage", "Maximum"), "right"),
      ],
    },
    {
      title: "Failed events",
      lines: [
        line("written", failed("FailedEventsWritten")),
        line("lost to retention", failed("RecordsPastRetention")),
        line("writer errors", lambda(functions.failed.name)("Errors")),
      ],
    },
    {
      title: "From the raw stream to the prediction, ms",
      lines: [
        line("p50, about", endToEnd(watched, environment, "Average", "p50")),
        line("p99, at most", endToEnd(watched, environment, "Maximum", "p99")),
      ],
      limit: { label: "budget", value: LATENCY_BUDGET_MS },
    },
    {
      title: "Accounting gap since the left edge, events (a loss is what stays above zero)",
      period: 300,
      lines: hops(watched, environment).map(({ title, gap }) =>
        line(title, { ...gap, expression: `RUNNING_SUM(${gap.expression})` }),
      ),
    },
  ];
}

/** The wait for enrichment, which Lambda measures by batch, its duration, and the second hop where there is one. */
function endToEnd(
  { functions }: Watched,
  { scoring }: PipelineEnvironment,
  age: Statistic,
  percentile: Statistic,
): Calculation {
  const enrich = lambda(functions.enrich.name);
  const first = { wait: enrich("IteratorAge", age), work: enrich("Duration", percentile) };
  if (scoring === "inline") return { expression: "wait + work", metrics: first };
  return {
    expression: "wait + work + hop",
    metrics: { ...first, hop: own(functions.predict.name)("PredictHop", percentile) },
  };
}
