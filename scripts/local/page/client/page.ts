import type { PageState, SeriesPoint } from "../state.ts";
import { byId, newElement } from "./element.ts";
import { accountingFigure, failuresFigure, figureParts, pageFigures } from "./figures.ts";
import { duration, percentage } from "./numbers.ts";
import { accountingPanel } from "./panels/accounting.ts";
import { eventsPanel } from "./panels/events.ts";
import { failuresPanel } from "./panels/failures.ts";
import { figurePanel } from "./panels/figure.ts";
import { flowPanel } from "./panels/flow.ts";
import { livePanels } from "./panels/live.ts";
import { personPanel } from "./panels/person.ts";
import { predictionsPanel } from "./panels/predictions.ts";
import { replayPanel } from "./panels/replay.ts";
import { repeat, requested } from "./requests.ts";
import { sourceChoice } from "./source.ts";

const STATE_MS = 1_000;
const SERIES_MS = 5_000;

const titles = { visitors: "Visitors", behaviour: "Behaviour", orders: "Orders" } as const;

function part(id: string, title: string, panels: readonly HTMLElement[]): void {
  byId("nav").append(newElement("a", { href: `#${id}` }, title));
  byId("main").append(newElement("h2", { id }, title), newElement("div", { class: "grid" }, ...panels));
}

const flow = flowPanel();
const live = livePanels();
const accounting = accountingPanel();
const person = personPanel();
const replay = replayPanel();

part("now", "Now", [flow.panel, ...live.panels]);
byId("main").append(sourceChoice());
for (const name of figureParts)
  part(name, titles[name], pageFigures.filter((figure) => figure.part === name).map(figurePanel));
part("stream", "Stream", [eventsPanel(person.show), person.panel, predictionsPanel(person.show)]);
part("failures-part", "Failures", [
  figurePanel(failuresFigure),
  accounting.panel,
  failuresPanel(replay.choose),
  replay.panel,
]);
part("accounts", "Accounting", [figurePanel({ ...accountingFigure, size: "wide" })]);

function show(state: PageState): void {
  flow.show(state);
  live.show(state);
  accounting.show(state);
  const past =
    state.history_share === undefined
      ? ""
      : ` · the past weeks come first: ${percentage(state.history_share)}`;
  const text = `up ${duration(state.uptime_s * 1000)} · AWS at ${state.aws} · Redis: ${state.redis}${past}`;
  byId("about").textContent = text;
}

repeat(STATE_MS, async () => {
  try {
    show(await requested<PageState>("state.json"));
  } catch {
    // Whoever looks on sees the last figures, and that they are the last.
    byId("about").textContent = "The run has ended; these are its last figures.";
  }
});
repeat(SERIES_MS, async () => live.add(await requested<SeriesPoint[]>(`series.json?since=${live.newest()}`)));
