import { card, unfolding } from "../card.ts";
import { newElement } from "../element.ts";
import type { PageFigure } from "../figures.ts";
import { inTurn, repeat, requested } from "../requests.ts";
import { namedRows, type QueryRows } from "../rows.ts";
import { onLookChange, presentLook } from "../scheme.ts";
import { loadWorld } from "../shapes.ts";
import { rowsTable } from "../table.ts";
import { isInView, watchView } from "../visible.ts";

const REFRESH_MS = 15_000;

/** A figure as a card: its chart, and the same rows as a table. */
export function figurePanel(figure: PageFigure): HTMLElement {
  const { id, title, query, size, height = "", choices, chart } = figure;
  const host = newElement("div", { class: `chart ${height}`.trim(), hidden: true });
  const empty = newElement("p", { class: "empty", role: "status" }, "Asking …");
  const problem = newElement("p", { class: "problem", hidden: true });
  const choice = newElement("select", { id: `${id}-choice` });
  const choose = choices && newElement("label", {}, choices.label, choice);
  const body = newElement("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title });
  const details = unfolding("Table", body);
  const note = newElement("span", {}, "npm run query -- ", query);
  const rowsShown = chart === undefined ? body : details;
  const made = card({ id, title, note, size }, choose, problem, host, empty, rowsShown);
  let rows: QueryRows | undefined;

  const draw = async () => {
    if (rows === undefined) return;
    const found = namedRows(rows);
    if (choices) offer(choice, choices.of(found));
    const option = chart?.(found, presentLook(), choice.value);
    const isEmpty = chart === undefined ? found.length === 0 : option === undefined;
    host.hidden = chart === undefined || isEmpty;
    empty.hidden = !isEmpty;
    empty.textContent = "Nothing yet.";
    if (option === undefined) return;
    const { drawChart, registerMap } = await import("../chart.ts");
    if (figure.map === "world") await loadWorld(registerMap);
    drawChart(host, option);
  };
  const load = async () => {
    try {
      rows = await requested<QueryRows>(`figures/${query}.json`);
      problem.hidden = true;
      body.replaceChildren(rowsTable(title, rows));
      await draw();
      made.dataset.loaded = String(rows.at);
    } catch (error) {
      problem.textContent = (error as Error).message;
      problem.hidden = false;
      empty.hidden = true;
    }
  };
  choice.addEventListener("change", () => void draw());
  onLookChange(() => void draw());
  watchView(made, () => repeat(REFRESH_MS, () => inTurn(async () => (isInView(made) ? load() : undefined))));
  return made;
}

/** Keeps what is chosen as long as it is there. */
function offer(select: HTMLSelectElement, names: readonly string[]): void {
  const chosen = select.value;
  select.replaceChildren(...names.map((name) => newElement("option", {}, name)));
  if (names.includes(chosen)) select.value = chosen;
}
