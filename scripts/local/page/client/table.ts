import { type Content, newElement } from "./element.ts";
import type { QueryRows } from "./rows.ts";
import { shownValue } from "./shown-value.ts";

/** QueryRows of a figure that its table shows; the query itself has them all. */
const MAX_ROWS = 200;

export interface HeadCell {
  name: string;
  number?: boolean;
}

/** A table with a head; `caption` says what it is to whoever does not see the card around it. */
export function tableElement(
  caption: string,
  columns: readonly HeadCell[],
  rows: readonly (readonly Content[])[],
): HTMLTableElement {
  const classOf = (at: number) => (columns[at]?.number ? "number" : undefined);
  return newElement(
    "table",
    {},
    newElement("caption", {}, caption),
    newElement(
      "thead",
      {},
      newElement(
        "tr",
        {},
        ...columns.map(({ name }, at) =>
          newElement("th", { scope: "col", class: classOf(at) }, name.replaceAll("_", " ")),
        ),
      ),
    ),
    newElement(
      "tbody",
      {},
      ...rows.map((row) =>
        newElement("tr", {}, ...row.map((value, at) => newElement("td", { class: classOf(at) }, value))),
      ),
    ),
  );
}

/** The rows of a named query as they are. */
export function rowsTable(title: string, { columns, rows }: QueryRows): HTMLTableElement {
  const shown = rows.slice(0, MAX_ROWS);
  const numeric = columns.map((_, at) => rows.some((row) => typeof row[at] === "number"));
  const rest = rows.length > shown.length ? `, the first ${MAX_ROWS} of ${rows.length} rows` : "";
  return tableElement(
    `${title}${rest}`,
    columns.map(({ name }, at) => ({ name, number: numeric[at]! })),
    shown.map((row) => row.map(shownValue)),
  );
}
