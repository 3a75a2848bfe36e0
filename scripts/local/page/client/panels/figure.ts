import { card, unfolding } from "../card.ts";
import { newElement, offer } from "../element.ts";
import { figureNote, REFRESH_MS } from "../figure-note.ts";
import type { PageFigure } from "../figures.ts";
import { inTurn, repeat, requested } from "../requests.ts";
import { namedRows, type QueryRows } from "../rows.ts";
import { onLookChange, presentLook } from "../scheme.ts";
import { loadWorld } from "../shapes.ts";
import { onSourceChange, presentSource } from "../source.ts";
import { rowsTable } from "../table.ts";
import { isInView, watchView } from "../visible.ts";

const ASKING = "Asking …";
/** For whoever wonders why rows are not of now. */
const WHY_OLD =
  "Rows are renewed one query after the other, so that the page takes little of what the run needs.";

/** A figure as a card: its chart, and the same rows as a table. */
export function figurePanel(figure: PageFigure): HTMLElement {
  const { id, title, query, size, height = "", choices, chart } = figure;
  const host = newElement("div", { class: `chart ${height}`.trim(), hidden: true });
  const empty = newElement("p", { class: "empty", role: "status" }, ASKING);
  const problem = newElement("p", { class: "problem", hidden: true });
  const choice = newElement("select", { id: `${id}-choice` });
  const choose = choices && newElement("label", {}, choices.label, choice);
  const body = newElement("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title });
  const details = unfolding("Table", body);
  const note = newElement("span", {});
  const showNote = (at?: number) => {
    const { command, asOf } = figureNote(figure, sourceOf(figure), at);
    const age = asOf === undefined ? [] : [" · ", newElement("span", { title: WHY_OLD }, asOf)];
    note.replaceChildren(command, ...age);
  };
  showNote();
  const rowsShown = chart === undefined ? body : details;
  const made = card({ id, title, note, size }, choose, problem, host, empty, rowsShown);
  let rows: QueryRows | undefined;

  const draw = async () => {
    if (rows === undefined) return;
    const found = namedRows(rows);
    if (choices) offer(choice, choices.of(found));
    if (choose) choose.hidden = choice.length === 0;
    const option = chart?.(found, presentLook(), choice.value);
    const isEmpty = chart === undefined ? found.length === 0 : option === undefined;
    host.hidden = chart === undefined || isEmpty;
    empty.hidden = !isEmpty;
    empty.textContent = figure.empty;
    if (option === undefined) return;
    const { drawChart, registerMap } = await import("../chart.ts");
    if (figure.map === "world") await loadWorld(registerMap);
    drawChart(host, option);
  };
  const load = async () => {
    const source = sourceOf(figure);
    // Another one may have been chosen by the time that the rows are there.
    const isWanted = () => source === sourceOf(figure);
    try {
      const found = await requested<QueryRows>(
        `figures/${query}.json?${new URLSearchParams({ source }).toString()}`,
      );
      if (!isWanted()) return;
      rows = found;
      problem.hidden = true;
      showNote(rows.at);
      body.replaceChildren(rowsTable(title, rows));
      await draw();
      if (isWanted()) made.dataset.loaded = String(rows.at);
    } catch (error) {
      if (!isWanted()) return;
      problem.textContent = (error as Error).message;
      problem.hidden = false;
      empty.hidden = true;
    }
  };
  const loadInView = () => inTurn(async () => (isInView(made) ? load() : undefined));
  const forget = () => {
    rows = undefined;
    delete made.dataset.loaded;
    showNote();
    body.replaceChildren();
    for (const piece of [host, problem]) piece.hidden = true;
    empty.hidden = false;
    empty.textContent = ASKING;
  };
  choice.addEventListener("change", () => void draw());
  onLookChange(() => void draw());
  if (!figure.ofAllSources)
    onSourceChange(() => {
      forget();
      void loadInView();
    });
  watchView(made, () => repeat(REFRESH_MS, loadInView));
  return made;
}

const sourceOf = ({ ofAllSources }: PageFigure): string => (ofAllSources ? "" : presentSource());
