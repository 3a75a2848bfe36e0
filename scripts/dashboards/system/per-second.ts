import { type GraphLine, graphLine } from "../../../shared/observability/graph.ts";
import type { Metric } from "../../../shared/observability/metric.ts";

/** What CloudWatch adds up over a period, a second. @param share of a unit that is one of the metric's, such as 1/1000 */
export const perSecond = (label: string, sum: Metric, share = 1): GraphLine =>
  graphLine(label, {
    expression: share === 1 ? "sum / PERIOD(sum)" : `${share} * sum / PERIOD(sum)`,
    metrics: { sum },
  });
