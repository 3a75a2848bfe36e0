import { type Content, element } from "./element.ts";
import type { Rows } from "./rows.ts";
import { shownValue } from "./shown-value.ts";

/** Rows of a figure that its table shows; the query itself has them all. */
const MAX_ROWS = 200;

export interface TableColumn {
  name: string;
  number?: boolean;
}

/** A table with a head; `caption` says what it is to whoever does not see the card around it. */
export function table(
  caption: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly Content[])[],
): HTMLTableElement {
  const classOf = (at: number) => (columns[at]?.number ? "number" : undefined);
  return element(
    "table",
    {},
    element("caption", {}, caption),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        ...columns.map(({ name }, at) =>
          element("th", { scope: "col", class: classOf(at) }, name.replaceAll("_", " ")),
        ),
      ),
    ),
    element(
      "tbody",
      {},
      ...rows.map((row) =>
        element("tr", {}, ...row.map((value, at) => element("td", { class: classOf(at) }, value))),
      ),
    ),
  );
}

/** The rows of a named query as they are. */
export function rowsTable(title: string, { columns, rows }: Rows): HTMLTableElement {
  const shown = rows.slice(0, MAX_ROWS);
  const numeric = columns.map((_, at) => rows.some((row) => typeof row[at] === "number"));
  const rest = rows.length > shown.length ? `, the first ${MAX_ROWS} of ${rows.length} rows` : "";
  return table(
    `${title}${rest}`,
    columns.map(({ name }, at) => ({ name, number: numeric[at]! })),
    shown.map((row) => row.map(shownValue)),
  );
}
