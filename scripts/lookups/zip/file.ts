import { type Columns, csvRows } from "../csv.ts";
import type { ZipRow } from "../load.ts";
import type { RowReport } from "../row-report.ts";
import { zipCodeOf } from "./code.ts";
import { isDescription, type ZipColumn, zipColumns } from "./columns.ts";
import { type Figure, figureIn } from "./figure.ts";

/** Longest state that an enriched event takes. */
const LONGEST = 64;

/** The country's names and codes, and its territories that have a code of their own and its zip codes. */
const UNITED_STATES = /^(?:US|USA|U\.S\.A?\.?|United States(?: of America)?|PR|GU|VI|AS|MP|)$/i;

/**
 * Rows of a zip file. What is not loaded, or otherwise than it is written, is told to the report. Throws `UserError` when
 * a column is missing.
 */
export async function* zipRows(path: string, report: RowReport): AsyncGenerator<ZipRow> {
  let columns: Columns<ZipColumn> | undefined;
  const before = new Map<string, { line: number; figures: string }>();
  for await (const { cells, line } of csvRows(path)) {
    if (columns === undefined) {
      columns = zipColumns(path, cells);
      continue;
    }
    if (report.rows === 0 && isDescription(cells)) continue;
    report.rows += 1;
    const row = zipRow((name) => cells[columns?.[name] ?? -1] ?? "", line, report);
    if (row === undefined) continue;
    const figures = JSON.stringify(row.area);
    const other = before.get(row.code);
    if (other !== undefined && other.figures !== figures)
      report.note(
        "its zip code stands in an earlier row with other figures; the last row counts",
        line,
        `${row.code} of line ${other.line} again`,
      );
    before.set(row.code, { line, figures });
    yield row;
  }
}

function zipRow(cell: (name: ZipColumn) => string, line: number, report: RowReport): ZipRow | undefined {
  const written = cell("code");
  const state = cell("state");
  const code = zipCodeOf(written);
  const population = figureIn(cell("population"));
  const income = figureIn(cell("income"));
  const wrong: [boolean, string, string][] = [
    [!UNITED_STATES.test(cell("country")), "it is not in the United States", cell("country")],
    [code === undefined, "its zip code is not one of five digits, nor brought to them", written],
    [
      state === "" || state.length > LONGEST || state.includes("\t"),
      `its state is empty or longer than ${LONGEST}`,
      state,
    ],
    [!isWhole(population), "its population is not a whole number from 0", cell("population")],
    [income === "wrong", "its median income is not a number from 0", cell("income")],
  ];
  const found = wrong.find(([isWrong]) => isWrong);
  if (found !== undefined) {
    report.reject(found[1], line, found[2]);
    return undefined;
  }
  if (typeof population === "string" || typeof income === "string") {
    report.leaveOut(`it has no ${typeof population === "string" ? "population" : "median income"}`, line);
    return undefined;
  }
  if (code !== written) report.note("zip code brought to five digits", line, `${written} → ${code}`);
  if (income.bound)
    report.note("median income beyond what the census tells, loaded as the bound", line, cell("income"));
  return { code: code!, area: { state, population: population.value, median_income: income.value } };
}

const isWhole = (figure: Figure): boolean =>
  figure === "none" || (figure !== "wrong" && !figure.bound && Number.isInteger(figure.value));
