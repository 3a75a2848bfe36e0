import * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import * as common from "@grafana/grafana-foundation-sdk/common";
import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import * as piechart from "@grafana/grafana-foundation-sdk/piechart";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as table from "@grafana/grafana-foundation-sdk/table";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import type { Binding, DashboardDefinition, PanelDefinition } from "./panel.ts";
import { dataSources, targetsOf } from "./targets.ts";

const WIDTH = 24;
const HEIGHT = 8;

/** How far back one looks at first, and how often again. */
const times: Record<Binding, { from: string; refresh: string }> = {
  prometheus: { from: "now-15m", refresh: "5s" },
  cloudwatch: { from: "now-3h", refresh: "1m" },
  // Each look is a query that is paid for.
  athena: { from: "now-7d", refresh: "" },
};

/** A dashboard as Grafana imports it, with the panels that the binding can fill. */
export function rendered(
  definition: DashboardDefinition,
  binding: Binding,
  stack: string,
): dashboard.Dashboard {
  const { id, title, description, rows } = definition;
  const { from, refresh } = times[binding];
  const builder = new dashboard.DashboardBuilder(`${title}: ${stack} by ${NAMES[binding]}`)
    .uid(`${id}-${binding}`)
    .description(description)
    .tags(["clickstream", binding])
    .timezone("browser")
    .time({ from, to: "now" })
    .tooltip(dashboard.DashboardCursorSync.Crosshair);
  if (refresh !== "") builder.refresh(refresh);
  let y = 0;
  let panelId = 1;
  for (const { title: rowTitle, panels } of rows) {
    const shown = panels.filter((panel) => targetsOf(panel, binding).length > 0);
    if (shown.length === 0) continue;
    builder.withRow(
      new dashboard.RowBuilder(rowTitle).id(panelId++).gridPos({ x: 0, y: y++, w: WIDTH, h: 1 }),
    );
    let x = 0;
    for (const panel of shown) {
      if (x + panel.width > WIDTH) {
        x = 0;
        y += HEIGHT;
      }
      const place = { x, y, w: panel.width, h: HEIGHT };
      builder.withPanel(panelBuilder(panel, binding).id(panelId++).gridPos(place));
      x += panel.width;
    }
    y += HEIGHT;
  }
  return builder.build();
}

const NAMES: Record<Binding, string> = {
  prometheus: "Prometheus",
  cloudwatch: "CloudWatch",
  athena: "Athena",
};

type PanelBuilder =
  | bargauge.PanelBuilder
  | piechart.PanelBuilder
  | stat.PanelBuilder
  | table.PanelBuilder
  | timeseries.PanelBuilder;

function panelBuilder(panel: PanelDefinition, binding: Binding): PanelBuilder {
  const builder: PanelBuilder = lookOf(panel, binding)
    .title(panel.title)
    .description(panel.description)
    .datasource(dataSources[binding])
    .targets(targetsOf(panel, binding));
  return panel.unit === undefined ? builder : builder.unit(panel.unit);
}

function lookOf(panel: PanelDefinition, binding: Binding): PanelBuilder {
  // Athena gives a row each, Prometheus and CloudWatch a series each.
  const reduced = new common.ReduceDataOptionsBuilder().values(binding === "athena").calcs(["lastNotNull"]);
  switch (panel.kind) {
    case "lines":
      return linesLook(panel);
    case "number":
      return new stat.PanelBuilder().reduceOptions(reduced);
    case "bars":
      return new bargauge.PanelBuilder()
        .reduceOptions(reduced)
        .orientation(common.VizOrientation.Horizontal)
        .min(0);
    case "pie":
      return new piechart.PanelBuilder().reduceOptions(reduced);
    case "table":
      return new table.PanelBuilder().transformations([withoutScrape]);
    case "matrix":
      return matrixLook(panel, binding);
  }
}

/** What Prometheus adds to each sample and nobody asks for. */
const withoutScrape: dashboard.DataTransformerConfig = {
  id: "organize",
  options: { excludeByName: { Time: true, __name__: true, instance: true, job: true } },
};

function linesLook({ limit }: PanelDefinition): timeseries.PanelBuilder {
  const builder = new timeseries.PanelBuilder().min(0).spanNulls(true);
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

function matrixLook({ matrix }: PanelDefinition, binding: Binding): table.PanelBuilder {
  const { row, column, value } = matrix!;
  const options = {
    rowField: row,
    columnField: column,
    valueField: binding === "prometheus" ? "Value" : value,
  };
  return new table.PanelBuilder()
    .transformations([{ id: "groupingToMatrix", options }])
    .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.ContinuousGrYlRd))
    .overrideByRegexp("/.*/", [
      { id: "custom.cellOptions", value: { type: "color-background", mode: "gradient" } },
    ]);
}
