import { distinct, type FigureRow, textIn } from "../rows.ts";

/**
 * What a page is called among these rows: its path, behind its host where there are several, as two may have the same
 * path.
 */
export function pageNamer(rows: readonly FigureRow[]): (row: FigureRow) => string {
  const hosts = distinct(rows.map((row) => textIn(row, "page_host")));
  return (row) => {
    const path = textIn(row, "page_path", "(none)");
    return hosts.length > 1 ? `${textIn(row, "page_host")}${path}` : path;
  };
}
