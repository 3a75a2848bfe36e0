import { expect, test } from "@jest/globals";
import {
  curatedCatalogue,
  curatedTables,
  landedCatalogue,
} from "../../../../scripts/bench/archive/catalogue.ts";
import { archiveViews } from "../../../../shared/queries/views.ts";
import { rollups } from "../../../../shared/rollups/rollups.ts";

const LAST = "2026-03-30";
const names = (tables: readonly { name: string }[]) => tables.map(({ name }) => name);

test("what landed is the table of events and the views of the stack", () => {
  expect(names(landedCatalogue.tables)).toEqual(["events", ...names(archiveViews)]);
});

test("what is curated has beside them a table by day for each that curate fills", () => {
  const { tables } = curatedCatalogue(LAST);
  const byDay = tables.filter(({ partitionKeys }) => partitionKeys.map(({ name }) => name).join() === "dt");
  expect(names(byDay)).toEqual(curatedTables);
  for (const { name, columns, location } of byDay) {
    expect(location).toBe(`s3://archive/${name}/`);
    // The day is a folder: a column of the name would hide it.
    expect(names(columns)).not.toContain("dt");
  }
  expect(byDay[0]!.columns.map(({ name }) => name)).toContain("hour");
});

test("rollups are queries of their tables up to the last day", () => {
  const { tables } = curatedCatalogue(LAST);
  for (const { name } of rollups) {
    const { view } = tables.find((table) => table.name === name)!;
    expect(view).toMatch(/^select/);
    expect(view).toContain(`${name}_v`);
    expect(view).toContain(`'${LAST}'`);
  }
});
