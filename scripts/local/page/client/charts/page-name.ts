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

/** Letters of a name that a chart has room for, and how many of them are those of its end. */
const MAX_LETTERS = 23;
const END_LETTERS = 16;

/** A name as it stands beside a bar: pages of one host differ in their ends, which a cut at the end would take from all. */
export function fittedName(name: string): string {
  const letters = [...name];
  if (letters.length <= MAX_LETTERS) return name;
  return [...letters.slice(0, MAX_LETTERS - END_LETTERS - 1), "…", ...letters.slice(-END_LETTERS)].join("");
}
