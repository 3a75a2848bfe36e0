import { isSnowplowRow } from "./snowplow-columns.ts";

const MARKS = [",", ";", "\t", "|"];

export const cellsOf = (line: string, mark: string): string[] => line.split(mark);

/**
 * Of the possible delimiters, the one that cuts most rows into as many cells as there are names; then the most
 * frequent one.
 */
export function delimiterOf([header = "", ...rows]: readonly string[]): string {
  // Its cells hold JSON, with more commas in it than there are columns.
  if (isSnowplowRow(cellsOf(header, "\t"))) return "\t";
  const ranked = MARKS.filter((mark) => header.includes(mark)).map((mark) => {
    const names = cellsOf(header, mark).length;
    return { mark, names, alike: rows.filter((row) => cellsOf(row, mark).length === names).length };
  });
  ranked.sort((one, other) => other.alike - one.alike || other.names - one.names);
  return ranked[0]?.mark ?? ",";
}
