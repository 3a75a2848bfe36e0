import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../../user-error.ts";
import { csvRows } from "../csv.ts";
import type { GeoRow } from "../load.ts";
import type { RowReport } from "../row-report.ts";
import type { GeoLayout } from "./layouts.ts";
import { type Location, readLocations } from "./locations.ts";
import { BadRange } from "./range.ts";
import { type GeoShape, recognise } from "./recognise.ts";
import { BadCell, Nowhere, type RowRules, rowOf } from "./row.ts";

/** A geo file that is known how to read. */
export interface GeoFile extends GeoShape {
  path: string;
  locations: Map<string, Location> | undefined;
}

/** Throws `UserError` on a file that cannot be read or is of an unknown kind. */
export async function openGeo(
  path: string,
  format: GeoLayout | undefined,
  locationsPath: string | undefined,
): Promise<GeoFile> {
  const shape = await recognise(path, format);
  const elsewhere = shape.columns.country === undefined;
  return {
    ...shape,
    path,
    locations: elsewhere ? await readLocations(locationsPath ?? beside(path)) : undefined,
  };
}

/** GeoLite2 comes as an archive with all of its files in one folder. */
function beside(path: string): string {
  const found = ["City", "Country"]
    .map((set) => join(dirname(path), `GeoLite2-${set}-Locations-en.csv`))
    .find(existsSync);
  if (found !== undefined) return found;
  throw new UserError(
    `${path} has GeoLite2 blocks, whose places stand in another file: name it with --locations FILE.`,
  );
}

/** Rows of a geo file; what is not loaded, or otherwise than it is written, is told to the report. */
export async function* geoRows(file: GeoFile, report: RowReport): AsyncGenerator<GeoRow> {
  let inHeader = file.header;
  for await (const { cells, line } of csvRows(file.path)) {
    if (inHeader) {
      inHeader = false;
      continue;
    }
    report.rows += 1;
    const row = readRow(file, cells, line, report);
    if (row !== undefined) yield row;
  }
}

function readRow(
  { columns, cells: expected, locations }: GeoFile,
  cells: readonly string[],
  line: number,
  report: RowReport,
): GeoRow | undefined {
  if (expected !== undefined && cells.length !== expected) {
    report.reject(`it has not ${expected} columns`, line, String(cells.length));
    return undefined;
  }
  const rules: RowRules = {
    cell: (name) => cells[columns[name] ?? -1] ?? "",
    locations,
    note: (what, value) => report.note(what, line, value),
  };
  try {
    return rowOf(rules);
  } catch (error) {
    if (error instanceof Nowhere) report.leaveOut(error.message, line);
    else if (error instanceof BadRange || error instanceof BadCell)
      report.reject(error.message, line, error.value);
    else throw error;
    return undefined;
  }
}
