import { accountingHops } from "../accounting.ts";
import { endToEnd } from "../end-to-end.ts";
import { type Graph, graphLine } from "../graph.ts";
import { LATENCY_BUDGET_MS } from "../latency-budget.ts";
import { functionMetric, lambdaMetric, queueMetric } from "../metric.ts";
import type { WatchedResources } from "../watched.ts";
import type { WatchedSettings } from "../watched-settings.ts";

/** The failed path, the time from end to end, and what is missing in the accounts. */
export function ends(watched: WatchedResources, environment: WatchedSettings): Graph[] {
  const { functions, failedQueue, deadLetterQueue } = watched;
  const failed = functionMetric(functions.failed.name);
  return [
    {
      title: "Failed queue",
      lines: [
        graphLine("messages", queueMetric(failedQueue)("ApproximateNumberOfMessagesVisible", "Maximum")),
        graphLine(
          "dead letters",
          queueMetric(deadLetterQueue)("ApproximateNumberOfMessagesVisible", "Maximum"),
        ),
        graphLine("oldest, s", queueMetric(failedQueue)("ApproximateAgeOfOldestMessage", "Maximum"), "right"),
      ],
    },
    {
      title: "Failed events",
      lines: [
        graphLine("written", failed("FailedEventsWritten")),
        graphLine("lost to retention", failed("RecordsPastRetention")),
        graphLine("writer errors", lambdaMetric(functions.failed.name)("Errors")),
      ],
    },
    {
      title: "From the raw stream to the prediction, ms",
      lines: [
        graphLine("p50", endToEnd(watched, environment, "p50")),
        graphLine("p99", endToEnd(watched, environment, "p99")),
      ],
      limit: { label: "budget", value: LATENCY_BUDGET_MS },
    },
    {
      title: "Accounting gap since the left edge, events (a loss is what stays above zero)",
      period: 300,
      lines: accountingHops(watched, environment).map(({ title, gap }) =>
        graphLine(title, { ...gap, expression: `RUNNING_SUM(${gap.expression})` }),
      ),
    },
  ];
}
