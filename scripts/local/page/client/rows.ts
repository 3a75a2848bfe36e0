/** A row of a named query by the names of its columns. */
export type FigureRow = Readonly<Record<string, unknown>>;

/** What `/figures/NAME.json` holds. */
export interface QueryRows {
  columns: readonly { name: string; type: string }[];
  rows: readonly (readonly unknown[])[];
  seconds: number;
  at: number;
}

export const namedRows = ({ columns, rows }: QueryRows): FigureRow[] =>
  rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at]])));

/** The number in a column; 0 where it is null. */
export const numberIn = (row: FigureRow, name: string): number => Number(row[name] ?? 0);

/** The text in a column; `otherwise` where it is null. */
export const textIn = (row: FigureRow, name: string, otherwise = ""): string => {
  const value = row[name];
  return value === null || value === undefined ? otherwise : String(value);
};

/** The day in a column, as 2026-03-01. */
export const dayIn = (row: FigureRow, name: string): string => textIn(row, name).slice(0, 10);

/** Distinct values, as they come. */
export const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)];
