import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js";
import type { Construct } from "constructs";
import type { Graph } from "../../shared/observability/graph.ts";
import { dependencies } from "../../shared/observability/graphs/dependencies.ts";
import { ends } from "../../shared/observability/graphs/ends.ts";
import { exploring } from "../../shared/observability/graphs/exploring.ts";
import { failing } from "../../shared/observability/graphs/failing.ts";
import { lateness } from "../../shared/observability/graphs/lateness.ts";
import { throughput } from "../../shared/observability/graphs/throughput.ts";
import type { WatchedResources } from "../../shared/observability/watched.ts";
import type { StackContext } from "../context.ts";
import { graphProperties } from "./widget.ts";

/** A dashboard is 24 wide. Every row has the six stations of the flow, from the sources on the left to the archive. */
const WIDTH = 24;
const HEIGHT = 6;

/**
 * The flow from left to right, a question a row: how much, how late, what fails, what it depends on; and below,
 * where it ends. Returns the dashboard's name.
 */
export function dashboard(
  scope: Construct,
  { name, region, environment }: StackContext,
  watched: WatchedResources,
  alarmArns: readonly string[],
): string {
  const rows: [string, Graph[]][] = [
    [
      "How much: sources → raw stream → enrichment → enriched stream → scoring → archive",
      throughput(watched, environment),
    ],
    ["How late", lateness(watched, environment)],
    ["What fails", failing(watched, environment)],
    ["What it depends on", dependencies(watched, environment)],
    ["Where it ends: failed events, latency from end to end, and the accounting", ends(watched, environment)],
  ];
  const copied = exploring(watched);
  if (copied.length > 0) rows.push(["The copy to explore", copied]);
  let y = 0;
  const parts = alarmParts(alarmArns);
  const share = WIDTH / parts.length;
  const widgets: object[] = parts.map((alarms, at) => ({
    type: "alarm",
    ...place(at * share, y, share, 4),
    properties: { title: "Alarms", alarms, states: ["ALARM"] },
  }));
  y += 4;
  for (const [title, graphs] of rows) {
    widgets.push({ type: "text", ...place(0, y, WIDTH, 1), properties: { markdown: `## ${title}` } });
    const width = WIDTH / graphs.length;
    for (const [column, graph] of graphs.entries())
      widgets.push({
        type: "metric",
        ...place(column * width, y + 1, width, HEIGHT),
        properties: graphProperties(graph, region),
      });
    y += 1 + HEIGHT;
  }
  return new CloudwatchDashboard(scope, "dashboard", {
    dashboardName: name,
    dashboardBody: JSON.stringify({ widgets }),
  }).dashboardName;
}

/** Most that one alarm widget takes. */
const MAX_ALARMS = 100;

/** As few parts as hold them, of about the same size. */
function alarmParts(arns: readonly string[]): string[][] {
  const size = Math.ceil(arns.length / Math.ceil(arns.length / MAX_ALARMS));
  return Array.from({ length: Math.ceil(arns.length / size) }, (_, at) =>
    arns.slice(at * size, (at + 1) * size),
  );
}

const place = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
