import * as barchart from "@grafana/grafana-foundation-sdk/barchart";
import * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import * as common from "@grafana/grafana-foundation-sdk/common";
import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import * as piechart from "@grafana/grafana-foundation-sdk/piechart";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as table from "@grafana/grafana-foundation-sdk/table";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import type { Binding, PanelDefinition } from "./panel.ts";

export type PanelBuilder =
  | barchart.PanelBuilder
  | bargauge.PanelBuilder
  | piechart.PanelBuilder
  | stat.PanelBuilder
  | table.PanelBuilder
  | timeseries.PanelBuilder;

type Transformation = dashboard.DataTransformerConfig;

/** The panel of Grafana that shows a definition, with what is done to the data before. */
export function lookOf(panel: PanelDefinition, binding: Binding): PanelBuilder {
  switch (panel.kind) {
    case "lines":
      return linesLook(panel);
    case "number":
      return new stat.PanelBuilder().reduceOptions(reduced(binding, "lastNotNull"));
    case "bars":
      return new bargauge.PanelBuilder()
        .reduceOptions(reduced(binding, binding === "cloudwatch" ? "sum" : "lastNotNull"))
        .orientation(common.VizOrientation.Horizontal)
        .min(0);
    case "days":
      return daysLook(panel, binding);
    case "pie":
      return new piechart.PanelBuilder().reduceOptions(reduced(binding, "lastNotNull"));
    case "table":
      return tablePanel().transformations([withoutScrape(panel)]);
    case "matrix":
      return matrixLook(panel, binding);
  }
}

/** Without the footer of the SDK's defaults, which a table of Grafana 12.2 has in its columns; shares are percentages. */
const tablePanel = () =>
  new table.PanelBuilder()
    .footer({ build: () => undefined as never })
    .overrideByRegexp("/(rate|share)$/", [{ id: "unit", value: "percentunit" }]);

/** Athena gives a row each; Prometheus and CloudWatch a series each, and CloudWatch what there was in each minute. */
const reduced = (binding: Binding, calculation: "lastNotNull" | "sum") =>
  new common.ReduceDataOptionsBuilder().values(binding === "athena").calcs([calculation]);

/** What Prometheus adds to each sample and nobody asks for; and a name for its value. */
const withoutScrape = ({ value }: PanelDefinition): Transformation => ({
  id: "organize",
  options: {
    excludeByName: { Time: true, __name__: true, instance: true, job: true },
    ...(value !== undefined && { renameByName: { Value: value } }),
  },
});

const sortedBy = (field: string): Transformation => ({
  id: "sortBy",
  options: { fields: {}, sort: [{ field }] },
});

/** Rows and columns stand in the order in which they come; labels of Prometheus are text, of which 10 is less than 9. */
function asMatrix({ matrix }: PanelDefinition, binding: Binding): Transformation[] {
  const { row, column, value } = matrix!;
  const valueField = binding === "prometheus" ? "Value" : value;
  const options = { rowField: row, columnField: column, valueField, emptyValue: "null" };
  return [sortedBy(column), { id: "groupingToMatrix", options }, sortedBy(`${row}\\${column}`)];
}

function daysLook(panel: PanelDefinition, binding: Binding): barchart.PanelBuilder {
  const { matrix } = panel;
  const day = matrix ? `${matrix.row}\\${matrix.column}` : "day";
  return new barchart.PanelBuilder()
    .xField(day)
    .xTickLabelSpacing(100)
    .min(0)
    .transformations(matrix ? asMatrix(panel, binding) : [withoutScrape(panel), sortedBy(day)]);
}

function linesLook({ limit, right = [] }: PanelDefinition): timeseries.PanelBuilder {
  const builder = new timeseries.PanelBuilder().min(0).spanNulls(true);
  for (const name of right) builder.overrideByName(name, [{ id: "custom.axisPlacement", value: "right" }]);
  if (limit === undefined) return builder;
  const steps = [
    { value: null, color: "green" },
    { value: limit.value, color: "red" },
  ];
  return builder
    .thresholds(new dashboard.ThresholdsConfigBuilder().mode(dashboard.ThresholdsMode.Absolute).steps(steps))
    .thresholdsStyle(
      new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Line),
    );
}

function matrixLook(panel: PanelDefinition, binding: Binding): table.PanelBuilder {
  const toNumber = { targetField: panel.matrix!.column, destinationType: "number" };
  return tablePanel()
    .transformations([
      { id: "convertFieldType", options: { fields: {}, conversions: [toNumber] } },
      ...asMatrix(panel, binding),
    ])
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.ContinuousGrYlRd))
    .overrideByRegexp("/^\\d+$/", [
      { id: "custom.cellOptions", value: { type: "color-background", mode: "gradient" } },
    ]);
}
