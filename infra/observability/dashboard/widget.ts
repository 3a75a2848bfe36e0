import type { Calculation } from "../../../shared/observability/alarm-rule.ts";
import type { Metric } from "../../../shared/observability/metric.ts";

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

/** A graph as the dashboard's JSON has it ("Dashboard body structure and syntax", Amazon CloudWatch API). */
export function graphProperties({ title, lines, limit, period = 60 }: Graph, region: string) {
  return {
    title,
    region,
    view: "timeSeries",
    stacked: false,
    period,
    liveData: true,
    metrics: lines.flatMap((each, index) => rows(each, index)),
    yAxis: { left: { min: 0, showUnits: false }, right: { min: 0, showUnits: false } },
    ...(limit && { annotations: { horizontal: [limit] } }),
  };
}

function rows({ label, of, right }: GraphLine, index: number): unknown[][] {
  const side = right ? { yAxis: "right" } : {};
  if (!("expression" in of)) return [[...path(of), { label, stat: of.statistic, ...side }]];
  // Ids are shared by the whole graph, and two calculations may call different metrics by one name.
  const prefix = `l${index}_`;
  const expression = Object.keys(of.metrics).reduce(
    (text, name) => text.replaceAll(new RegExp(`\\b${name}\\b`, "g"), prefix + name),
    of.expression,
  );
  return [
    [{ expression, label, id: `${prefix}result`, ...side }],
    ...Object.entries(of.metrics).map(([name, metric]) => [
      ...path(metric),
      { id: prefix + name, stat: metric.statistic, visible: false },
    ]),
  ];
}

const path = ({ namespace, name, dimensions }: Metric): string[] => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
];
