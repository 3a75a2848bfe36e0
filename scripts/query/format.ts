import { prices } from "../cost/prices.ts";
import { distinctNames } from "../distinct-names.ts";
import type { QueryResult } from "../local/runtime/athena/types.ts";
import { oneLine, printableJson } from "../terminal.ts";

export const outputFormats = ["table", "csv", "json"] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** A result as text: a table for people, CSV (RFC 4180) for spreadsheets, JSON with exact values for programs. */
export function format(result: QueryResult, as: OutputFormat): string {
  if (as === "csv") return csv(result);
  if (as === "json") return json(result);
  return table(result);
}

const WIDEST = 60;

/** How much came, how long it took, and what it cost where Athena was asked. */
export function summary({ rows, seconds, scannedBytes, cut }: QueryResult): string {
  const count = `${cut ? "the first " : ""}${rows.length} ${rows.length === 1 ? "row" : "rows"}`;
  const cost = scannedBytes === undefined ? "" : `, ${scanned(scannedBytes)}`;
  return `${count} in ${seconds.toFixed(2)} s${cost}${cut ? "; --limit N for more" : ""}`;
}

/** Athena bills ten megabytes at least, "Amazon Athena pricing". */
const LEAST_BYTES = 10_000_000;

export const scanned = (bytes: number): string =>
  `${inUnits(bytes)} scanned, about $${((Math.max(bytes, LEAST_BYTES) / 1e12) * prices.athena.scannedTb).toFixed(4)}`;

function inUnits(bytes: number): string {
  const unit = Math.min(4, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
  return `${unit === 0 ? bytes : (bytes / 1000 ** unit).toFixed(1)} ${["B", "kB", "MB", "GB", "TB"][unit]}`;
}

function table(result: QueryResult): string {
  const { columns, rows } = result;
  const head = columns.map(({ name }) => oneLine(name));
  const body = rows.map((row) => row.map((value) => shortened(text(value))));
  const widths = head.map((name, at) => Math.max(name.length, ...body.map((row) => row[at]!.length)));
  const numeric = head.map((_, at) => rows.some((row) => typeof row[at] === "number"));
  const line = (cells: string[]) =>
    cells
      .map((cell, at) => (numeric[at] ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join("  ")
      .trimEnd();
  return [
    line(head),
    widths.map((width) => "─".repeat(width)).join("  "),
    ...body.map(line),
    "",
    summary(result),
    "",
  ].join("\n");
}

function csv({ columns, rows }: QueryResult): string {
  const numeric = columns.map(({ type }) => isNumeric(type));
  const cell = (value: unknown, at: number) => (numeric[at] ? text(value) : guarded(value));
  const lines = [columns.map(({ name }) => guarded(name)), ...rows.map((row) => row.map(cell))];
  return lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

function json({ columns, rows }: QueryResult): string {
  const names = distinctNames(columns.map(({ name }) => name));
  const objects = rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]])));
  return `${printableJson(JSON.stringify(objects, null, 2))}\n`;
}

/** Whether a column of DuckDB or of Athena holds numbers; one that is too long for JavaScript comes as text. */
export const isNumeric = (type: string): boolean =>
  /^u?(tinyint|smallint|integer|bigint|hugeint|float|real|double|decimal)\b(?!.*\[)/i.test(type);

/** What a spreadsheet begins a formula with, "CSV Injection, OWASP"; full-width ones are taken for theirs. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A cell that a spreadsheet shows as what it is. Its apostrophe is the one that people type to have text. */
function guarded(value: unknown): string {
  const cell = text(value);
  return typeof value !== "number" && FORMULA.test(cell) ? `'${cell}` : cell;
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

const shortened = (cell: string): string => {
  const flat = oneLine(cell).replace(/\s+/g, " ");
  return flat.length > WIDEST ? `${flat.slice(0, WIDEST - 1)}…` : flat;
};

function text(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
