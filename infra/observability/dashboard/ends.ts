import type { PipelineEnvironment } from "../../environments/settings.ts";
import { LATENCY_BUDGET_MS } from "../../functions/scoring.ts";
import { hops } from "../accounting.ts";
import { endToEnd } from "../end-to-end.ts";
import { lambda, own, queue } from "../metric.ts";
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
        line("p50", endToEnd(watched, environment, "p50")),
        line("p99", endToEnd(watched, environment, "p99")),
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
