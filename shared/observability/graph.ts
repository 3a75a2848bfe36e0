import type { Calculation } from "./alarm-rule.ts";
import type { Metric } from "./metric.ts";

/** A line of a graph: a metric or a calculation, under the name that its reader knows. */
export interface GraphLine {
  label: string;
  of: Metric | Calculation;
  /** Against the axis on the right, for what has another unit. */
  right?: boolean;
}

export interface Graph {
  title: string;
  lines: readonly GraphLine[];
  /** A limit drawn across. */
  limit?: { label: string; value: number };
  /** Seconds; a minute when absent. */
  period?: number;
}

export const graphLine = (label: string, of: GraphLine["of"], right?: "right"): GraphLine => ({
  label,
  of,
  ...(right && { right: true }),
});
