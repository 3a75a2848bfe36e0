import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import { lookOf, type PanelBuilder } from "./look.ts";
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

const NAMES: Record<Binding, string> = {
  prometheus: "Prometheus",
  cloudwatch: "CloudWatch",
  athena: "Athena",
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
    for (const line of linesOf(shown)) {
      let x = 0;
      for (const { panel, width } of line) {
        const place = { x, y, w: width, h: HEIGHT };
        builder.withPanel(panelBuilder(panel, binding).id(panelId++).gridPos(place));
        x += width;
      }
      y += HEIGHT;
    }
  }
  return builder.build();
}

interface Placed {
  panel: PanelDefinition;
  width: number;
}

/** Panels line by line. What other bindings have leaves no hole: the widest panel of a line takes what is left of it. */
function linesOf(panels: readonly PanelDefinition[]): Placed[][] {
  const lines: Placed[][] = [];
  const widthOf = (line: readonly Placed[]) => line.reduce((sum, { width }) => sum + width, 0);
  for (const panel of panels) {
    const line = lines.at(-1);
    const placed = { panel, width: panel.width };
    if (line && widthOf(line) + panel.width <= WIDTH) line.push(placed);
    else lines.push([placed]);
  }
  for (const line of lines) {
    const widest = line.reduce((most, each) => (each.width > most.width ? each : most));
    widest.width += WIDTH - widthOf(line);
  }
  return lines;
}

function panelBuilder(panel: PanelDefinition, binding: Binding): PanelBuilder {
  const builder: PanelBuilder = lookOf(panel, binding)
    .title(panel.title)
    .description(panel.description)
    .datasource(dataSources[binding])
    .targets(targetsOf(panel, binding));
  if (panel.back !== undefined) builder.timeFrom(panel.back);
  return panel.unit === undefined ? builder : builder.unit(panel.unit);
}
