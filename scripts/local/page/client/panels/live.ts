import type { PageState, SeriesPoint } from "../../state.ts";
import { card, unfolding } from "../card.ts";
import type { ChartOption } from "../charts/option.ts";
import { activeChart, hopNames, latencyChart, throughputChart } from "../charts/series.ts";
import { newElement } from "../element.ts";
import type { ChartLook } from "../look.ts";
import { clockTime, duration, wholeNumber } from "../numbers.ts";
import { onLookChange, presentLook } from "../scheme.ts";
import { tableElement } from "../table.ts";

const HOUR_MS = 3_600_000;
/** QueryRows of the tables of points: the last ten minutes. */
const MAX_ROWS = 120;

/** The charts over the last hour. Points that are older are forgotten, so an open page does not grow. */
export function livePanels() {
  let points: SeriesPoint[] = [];
  let budget = 0;
  const active = newElement("div", { class: "figures" });
  const hops = newElement("div", {});
  const panels = [
    panel(
      "throughput",
      "Throughput",
      (look) => throughputChart(points, look),
      () => points.map(({ at, rates }) => [clockTime(at), ...Object.values(rates).map(wholeNumber)]),
      ["time (UTC)", "read", "raw", "enriched", "predicted", "archived", "failed"],
    ),
    panel(
      "latency",
      "Latency at each hop",
      (look) => latencyChart(points, budget, look),
      () =>
        points.map(({ at, latency_ms }) => [
          clockTime(at),
          ...Object.values(latency_ms).map(({ p95 }) => (p95 > 0 ? duration(p95) : "–")),
        ]),
      ["time (UTC)", ...Object.values(hopNames)],
    ),
    panel(
      "active",
      "Active persons now",
      (look) => activeChart(points, look),
      () => points.map(({ at, active }) => [clockTime(at), wholeNumber(active)]),
      ["time (UTC)", "active within 5 minutes"],
      active,
    ),
  ];
  const hopCard = card(
    {
      id: "hops",
      title: "Latency since the start",
      note: "Every event at every hop; scoring beside its budget",
    },
    hops,
  );
  const drawAll = () => {
    for (const each of panels) void each.draw();
  };
  onLookChange(drawAll);
  return {
    panels: [panels[0]!.panel, panels[1]!.panel, panels[2]!.panel, hopCard],
    /** Epoch ms of the newest point that is known. */
    newest: () => points.at(-1)?.at ?? 0,
    add(newer: readonly SeriesPoint[]) {
      if (newer.length === 0) return;
      const from = newer.at(-1)!.at - HOUR_MS;
      points = [...points, ...newer].filter(({ at }) => at > from);
      drawAll();
    },
    show(state: PageState) {
      budget = state.budget_ms;
      // Beside the past weeks, which come as fast as they can, what happens now would not be seen.
      const since = state.live_since ?? 0;
      if (points.some(({ at }) => at < since)) points = points.filter(({ at }) => at >= since);
      active.replaceChildren(
        bigFigure(state.active.five_minutes, "in 5 minutes"),
        bigFigure(state.active.thirty_minutes, "in 30 minutes"),
      );
      hops.replaceChildren(hopTable(state));
    },
  };
}

const bigFigure = (count: number, what: string) =>
  newElement(
    "div",
    {},
    newElement("div", { class: "figure" }, wholeNumber(count)),
    newElement("div", { class: "note" }, what),
  );

function panel(
  id: string,
  title: string,
  option: (look: ChartLook) => ChartOption | undefined,
  rows: () => string[][],
  columns: readonly string[],
  above?: HTMLElement,
) {
  const host = newElement("div", { class: above ? "chart low" : "chart", hidden: true });
  const empty = newElement("p", { class: "empty" }, "Nothing yet.");
  const body = newElement("div", {});
  const details = unfolding("Table", body);
  const fill = () =>
    body.replaceChildren(
      tableElement(
        `${title}, the newest first`,
        columns.map((name, at) => ({ name, number: at > 0 })),
        rows().slice(-MAX_ROWS).reverse(),
      ),
    );
  details.addEventListener("toggle", fill);
  const made = card({ id, title, note: "The last hour, on the streams" }, above, host, empty, details);
  return {
    panel: made,
    async draw() {
      if (details.open) fill();
      const drawn = option(presentLook());
      host.hidden = drawn === undefined;
      empty.hidden = drawn !== undefined;
      if (drawn === undefined) return;
      const { drawChart } = await import("../chart.ts");
      drawChart(host, drawn);
    },
  };
}

function hopTable({ latency_ms, budget_ms }: PageState): HTMLTableElement {
  const hopsOf = Object.entries(latency_ms) as [keyof typeof hopNames, PageState["latency_ms"]["enrich"]][];
  const within = (ms: number, hop: string) =>
    hop !== "predict" || ms === 0
      ? duration(ms)
      : newElement(
          "span",
          { class: ms <= budget_ms ? "within" : "over" },
          `${duration(ms)} ${ms <= budget_ms ? "✓" : "✗"}`,
        );
  return tableElement(
    `Time to score an event by: ${duration(budget_ms)}`,
    [{ name: "hop" }, ...["p50", "p95", "p99", "max"].map((name) => ({ name, number: true }))],
    hopsOf.map(([hop, { p50, p95, p99, max }]) => [
      hopNames[hop],
      // Nothing came this far yet.
      ...(max === 0 ? Array(4).fill("–") : [...[p50, p95, p99].map((ms) => within(ms, hop)), duration(max)]),
    ]),
  );
}
