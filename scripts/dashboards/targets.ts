import * as athena from "@grafana/grafana-foundation-sdk/athena";
import * as cloudwatch from "@grafana/grafana-foundation-sdk/cloudwatch";
import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import * as prometheus from "@grafana/grafana-foundation-sdk/prometheus";
import { type GraphLine, withPrefix } from "../../shared/observability/graph.ts";
import type { Metric } from "../../shared/observability/metric.ts";
import type { Binding, PanelDefinition } from "./panel.ts";

/** The data sources, by ids that provisioning and dashboards share. */
export const dataSources = {
  prometheus: { type: "prometheus", uid: "clickstream-prometheus" },
  cloudwatch: { type: "cloudwatch", uid: "clickstream-cloudwatch" },
  athena: { type: "grafana-athena-datasource", uid: "clickstream-athena" },
} as const satisfies Record<Binding, { type: string; uid: string }>;

/** What a panel asks its data source; empty where the binding cannot know it. */
export function targetsOf(panel: PanelDefinition, binding: Binding): Builder<Dataquery>[] {
  const { kind, prometheus: queries = [], cloudwatch: lines = [], athena: sql } = panel;
  if (binding === "prometheus")
    return queries.map(({ expr, legend }, index) => {
      const query = new prometheus.DataqueryBuilder().refId(refIds(index)).expr(expr);
      if (legend !== "") query.legendFormat(legend);
      if (kind === "lines") return query.range();
      const isTable = kind === "table" || kind === "matrix" || kind === "days";
      return query
        .instant()
        .format(isTable ? prometheus.PromQueryFormat.Table : prometheus.PromQueryFormat.TimeSeries);
    });
  if (binding === "cloudwatch") return lines.filter(isNamedOnAws).flatMap(cloudwatchQueries);
  if (sql === undefined) return [];
  const format = kind === "lines" ? athena.FormatOptions.TimeSeries : athena.FormatOptions.Table;
  const place = { region: "__default", catalog: "__default", database: "__default" };
  return [
    new athena.DataqueryBuilder()
      .refId("A")
      .rawSQL(sql)
      .format(format)
      .connectionArgs({
        build: () => ({ ...place, resultReuseEnabled: true, resultReuseMaxAgeInMinutes: 5 }),
      }),
  ];
}

/** A, B, …, Z, A1, B1, … */
const refIds = (index: number): string =>
  String.fromCharCode(65 + (index % 26)) + (index < 26 ? "" : String(Math.floor(index / 26)));

/** The id of a trigger's mapping is known to those who deployed it alone. */
function isNamedOnAws({ of }: GraphLine): boolean {
  const metrics = "expression" in of ? Object.values(of.metrics) : [of];
  return metrics.every(({ dimensions }) => !("EventSourceMappingUUID" in dimensions));
}

function cloudwatchQueries({ label, of }: GraphLine, index: number): Builder<Dataquery>[] {
  const prefix = `l${index}_`;
  if (!("expression" in of)) return [metricQuery(of, `${prefix}metric`).label(label)];
  const { expression, metrics } = withPrefix(of, prefix);
  return [
    ...Object.entries(metrics).map(([id, metric]) => metricQuery(metric, id).hide(true)),
    queryNamed(`${prefix}result`)
      .metricEditorMode(cloudwatch.MetricEditorMode.Code)
      .expression(expression)
      .label(label),
  ];
}

const queryNamed = (id: string) =>
  new cloudwatch.MetricsQueryBuilder()
    .refId(id)
    .id(id)
    .queryMode(cloudwatch.QueryMode.Metrics)
    .metricQueryType(cloudwatch.MetricQueryType.Search)
    .region("default");

const metricQuery = ({ namespace, name, dimensions, statistic }: Metric, id: string) =>
  queryNamed(id)
    .metricEditorMode(cloudwatch.MetricEditorMode.Builder)
    .namespace(namespace)
    .metricName(name)
    .dimensions(dimensions)
    .matchExact(true)
    .statistic(statistic)
    // Charges are told by the us-east-1 of their account alone.
    .region(namespace === "AWS/Billing" ? "us-east-1" : "default")
    .period(namespace === "AWS/Billing" ? "21600" : "60");
