import { card, unfolding } from "../card.ts";
import { newElement } from "../element.ts";
import { requested } from "../requests.ts";
import { type FigureRow, namedRows, type QueryRows, textIn } from "../rows.ts";
import { rowsTable } from "../table.ts";

/** What one person did, visit by visit. */
export function personPanel(): { panel: HTMLElement; show(id: string): void } {
  const input = newElement("input", {
    type: "text",
    id: "person-id",
    autocomplete: "off",
    placeholder: "u-000042",
  });
  const said = newElement(
    "p",
    { class: "note", role: "status" },
    "Choose a person among the events, or name one.",
  );
  const path = newElement("ol", { class: "path", reversed: true });
  const body = newElement("div", {});
  const details = unfolding("Table", body);
  details.hidden = true;
  const form = newElement(
    "form",
    {},
    newElement("label", { class: "grow" }, "User, device or session", input),
    newElement("button", { type: "submit" }, "Show the path"),
  );
  const panel = card({ id: "person", title: "One person's path", size: "wide" }, form, said, path, details);

  const load = async () => {
    const id = input.value.trim();
    if (id === "") return;
    said.textContent = "looking …";
    try {
      const rows = await requested<QueryRows>(`person.json?id=${encodeURIComponent(id)}`);
      const found = namedRows(rows);
      said.textContent =
        found.length === 0
          ? `Nothing of ${id} is in the archive; events come there some seconds after they happened.`
          : `${found.length} events of ${id}, the latest visit first`;
      path.replaceChildren(...visitsOf(found).map(visitItem));
      body.replaceChildren(rowsTable(`Events of ${id}`, rows));
      details.hidden = found.length === 0;
    } catch (error) {
      said.textContent = (error as Error).message;
    }
  };
  form.addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    void load();
  });
  return {
    panel,
    show(id) {
      input.value = id;
      panel.scrollIntoView({ block: "start" });
      input.focus({ preventScroll: true });
      void load();
    },
  };
}

/** By session, the latest first; rows come with the latest first. */
const visitsOf = (rows: readonly FigureRow[]): FigureRow[][] => [
  ...Map.groupBy(rows, (row) => `${textIn(row, "session_device")} ${textIn(row, "session_id")}`).values(),
];

function visitItem(rows: readonly FigureRow[]): HTMLLIElement {
  const steps = [...rows].reverse();
  const [first] = steps;
  const heading = [
    textIn(first!, "event_time").slice(0, 16).replace("T", " "),
    textIn(first!, "device_category"),
    textIn(first!, "geo_country"),
    `${steps.length} events`,
  ];
  return newElement(
    "li",
    {},
    newElement("div", { class: "note" }, heading.filter((each) => each !== "").join(" · ")),
    newElement("ol", {}, ...steps.map(stepItem)),
  );
}

function stepItem(row: FigureRow): HTMLLIElement {
  const name = textIn(row, "event_name");
  const what = textIn(row, "product_id") || textIn(row, "search_term") || textIn(row, "page_path");
  const value = name === "purchase" ? ` ${textIn(row, "value")} ${textIn(row, "currency")}` : "";
  return newElement(
    "li",
    {},
    newElement("time", {}, textIn(row, "event_time").slice(11, 19)),
    " ",
    newElement("span", { class: `badge ${name}` }, name),
    ` ${what}${value}`,
  );
}
