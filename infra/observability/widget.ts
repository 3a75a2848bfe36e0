import { type Graph, type GraphLine, withPrefix } from "../../shared/observability/graph.ts";
import type { Metric } from "../../shared/observability/metric.ts";

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
  const prefix = `l${index}_`;
  const { expression, metrics } = withPrefix(of, prefix);
  return [
    [{ expression, label, id: `${prefix}result`, ...side }],
    ...Object.entries(metrics).map(([id, metric]) => [
      ...path(metric),
      { id, stat: metric.statistic, visible: false },
    ]),
  ];
}

const path = ({ namespace, name, dimensions }: Metric): string[] => [
  namespace,
  name,
  ...Object.entries(dimensions).flat(),
];
