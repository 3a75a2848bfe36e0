import type { Graph, GraphLine } from "../../shared/observability/graph.ts";
import { promqlOfFigure } from "../../shared/observability/promql.ts";

export const bindings = ["prometheus", "cloudwatch", "athena"] as const;
/** Where a dashboard's figures come from: a local run's Prometheus, or a deployed stack's CloudWatch or archive. */
export type Binding = (typeof bindings)[number];

/** What a panel looks like; a matrix is a table of cells by two of its columns, coloured by their value. */
export type PanelKind = "lines" | "number" | "bars" | "pie" | "table" | "matrix";

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
  /** Of 24. */
  width: number;
  /** Columns of a matrix: those that become its rows, its columns and its cells. */
  matrix?: { row: string; column: string; value: string };
  limit?: { label: string; value: number };
  prometheus?: readonly PromQuery[];
  cloudwatch?: readonly GraphLine[];
  /** Athena's SQL. Columns `time`, text and a number make lines. */
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
  lines.flatMap(({ label, of }) => {
    const expr = promqlOfFigure(of, "$__rate_interval");
    return expr === undefined ? [] : [{ expr, legend: label }];
  });

/** A graph that CloudWatch's own dashboard has, too. */
export const panelOfGraph = (graph: Graph, width: number): PanelDefinition => ({
  title: graph.title,
  description: graph.lines.map(({ label }) => label).join(", "),
  kind: "lines",
  width,
  ...(graph.limit && { limit: graph.limit }),
  prometheus: promqlOfLines(graph.lines),
  cloudwatch: graph.lines,
});
