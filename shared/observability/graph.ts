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

/** A calculation whose metrics have names that nothing else in its graph has: several may call different ones alike. */
export function withPrefix({ expression, metrics }: Calculation, prefix: string): Calculation {
  return {
    expression: Object.keys(metrics).reduce(
      (text, name) => text.replaceAll(new RegExp(`\\b${name}\\b`, "g"), prefix + name),
      expression,
    ),
    metrics: Object.fromEntries(Object.entries(metrics).map(([name, metric]) => [prefix + name, metric])),
  };
}
