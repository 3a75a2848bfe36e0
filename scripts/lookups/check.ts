import { UserError } from "../user-error.ts";
import { RowReport } from "./row-report.ts";

/** Above this share of broken rows the file is probably of another kind than it was taken for. */
const MAX_REJECTED = 0.5;

const number = (value: number): string => value.toLocaleString("en-US");

/** `1 row`, `2 rows`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

/**
 * Reads all rows of a file without loading them, so that nothing is written from one that must be refused. Throws
 * `UserError` when more than half of its rows are rejected, or none can be loaded.
 */
export async function checkRows(
  path: string,
  rowsOf: (report: RowReport) => AsyncIterable<unknown>,
  progress: (rows: number) => void = () => {},
): Promise<RowReport> {
  const report = new RowReport();
  for await (const _ of rowsOf(report)) progress(report.rows);
  const rejected = report.count("rejected");
  if (rejected > report.rows * MAX_REJECTED)
    throw refusal(
      `${path} is refused, since ${number(rejected)} of its ${counted(report.rows, "row")} ${rejected === 1 ? "is" : "are"} rejected; nothing was written. Is it of the layout that --help describes?`,
      report,
    );
  if (report.loaded === 0)
    throw refusal(`${path} has no row that could be loaded; nothing was written.`, report);
  return report;
}

const refusal = (sentence: string, report: RowReport): UserError =>
  new UserError([sentence, ...report.lines().map((line) => `  ${line}`)].join("\n"));

/** What a person reads of a file once it is loaded. `kind` says what it was read as. */
export function linesOf(path: string, kind: string, report: RowReport): string[] {
  const parts = [
    counted(report.rows, "row"),
    `${number(report.loaded)} loaded`,
    ...(["left out", "rejected"] as const)
      .map((outcome) => [report.count(outcome), outcome] as const)
      .filter(([rows]) => rows > 0)
      .map(([rows, outcome]) => `${number(rows)} ${outcome}`),
  ];
  return [`${path}, read as ${kind}: ${parts.join(", ")}.`, ...report.lines().map((line) => `  ${line}`)];
}
