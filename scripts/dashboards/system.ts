import type { Graph } from "../../shared/observability/graph.ts";
import { dependencies } from "../../shared/observability/graphs/dependencies.ts";
import { ends } from "../../shared/observability/graphs/ends.ts";
import { exploring } from "../../shared/observability/graphs/exploring.ts";
import { failing } from "../../shared/observability/graphs/failing.ts";
import { lateness } from "../../shared/observability/graphs/lateness.ts";
import { throughput } from "../../shared/observability/graphs/throughput.ts";
import { type DashboardDefinition, type DashboardRow, panelOfGraph } from "./panel.ts";
import type { LookedAt } from "./stack.ts";
import { costPanels } from "./system/cost.ts";
import { promisePanels } from "./system/promise.ts";

/** Whether the pipeline keeps its promise, and what it costs. */
export const system = ({ resources, settings }: LookedAt): DashboardDefinition => ({
  id: "system",
  title: "System",
  description:
    "The way of the events: how many, how late, what fails, what it depends on, and what it costs.",
  rows: [
    { title: "Promise", panels: promisePanels(resources, settings) },
    row("How much", throughput(resources, settings)),
    row("How late", lateness(resources, settings)),
    row("What fails", failing(resources, settings)),
    row("What it depends on", dependencies(resources, settings)),
    row("Where it ends", ends(resources, settings)),
    row("The copy to explore", exploring(resources)),
    { title: "What it costs", panels: costPanels(resources) },
  ],
});

const row = (title: string, graphs: readonly Graph[]): DashboardRow => ({
  title,
  panels: graphs.map((graph) => panelOfGraph(graph, 8)),
});
