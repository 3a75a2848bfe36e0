import type { Graph, GraphLine } from "../../shared/observability/graph.ts";
import { promqlOfFigure } from "../../shared/observability/promql.ts";

export const bindings = ["prometheus", "cloudwatch", "athena"] as const;
/** Where a dashboard's figures come from: a local run's Prometheus, or a deployed stack's CloudWatch or archive. */
export type Binding = (typeof bindings)[number];

/**
 * What a panel looks like. Days are bars side by side, in their order; a matrix is a table of cells by two of its columns,
 * coloured by their value.
 */
export type PanelKind = "lines" | "number" | "bars" | "days" | "pie" | "table" | "matrix";

export interface PromQuery {
  expr: string;
  /** Name of each series, with labels in double braces. */
  legend: string;
}

/** One panel, with what each binding asks for it; a binding that cannot know it has no such panel. */
export interface PanelDefinition {
  title: string;
  /** What it counts, for whoever looks at it. */
  description: string;
  kind: PanelKind;
  /** Of Grafana's units. */
  unit?: string;
  /** Of 24. What is left of a line of panels goes to its widest. */
  width: number;
  /** Columns that become rows, columns and cells: of a matrix, and of days that are divided by something. */
  matrix?: { row: string; column: string; value: string };
  /** What a table or days call their value, which has no name in Prometheus. */
  value?: string;
  limit?: { label: string; value: number };
  /** Lines that go by the axis on the right, as they have another unit. */
  right?: readonly string[];
  /** How far back it looks, such as `30d`, where that is not as far as the dashboard does. */
  back?: string;
  prometheus?: readonly PromQuery[];
  cloudwatch?: readonly GraphLine[];
  /** Athena's SQL. Columns `time`, text and a number make lines; days are text, as a date would be a point of time. */
  athena?: string;
}

export interface DashboardRow {
  title: string;
  panels: readonly PanelDefinition[];
}

export interface DashboardDefinition {
  id: "clickstream" | "behaviour" | "system";
  title: string;
  description: string;
  rows: readonly DashboardRow[];
}

/** Lines of CloudWatch's metrics as Prometheus has them; what AWS alone measures is left out. */
export const promqlOfLines = (lines: readonly GraphLine[]): PromQuery[] =>
  queriesOf(lines, "$__rate_interval", "minute");

/** What they are in all, over the time that is looked at; what Prometheus puts between two looks is no whole number. */
export const promqlOfSums = (lines: readonly GraphLine[]): PromQuery[] =>
  queriesOf(lines, "$__range", "window").map(({ expr, legend }) => ({ expr: `round(${expr})`, legend }));

const queriesOf = (lines: readonly GraphLine[], window: string, sums: "minute" | "window"): PromQuery[] =>
  lines.flatMap(({ label, of }) => {
    const expr = promqlOfFigure(of, window, sums);
    return expr === undefined ? [] : [{ expr, legend: label }];
  });

/** A graph that CloudWatch's own dashboard has, too. */
export function panelOfGraph(graph: Graph, width: number): PanelDefinition {
  const right = graph.lines.flatMap((line) => (line.right ? [line.label] : []));
  return {
    title: graph.title,
    description: graph.lines.map(({ label }) => label).join(", "),
    kind: "lines",
    width,
    ...(graph.limit && { limit: graph.limit }),
    ...(right.length > 0 && { right }),
    prometheus: promqlOfLines(graph.lines),
    cloudwatch: graph.lines,
  };
}
