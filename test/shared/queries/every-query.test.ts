import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { duckType } from "../../../scripts/local/runtime/athena/hive-type.ts";
import { archiveViews } from "../../../shared/queries/views.ts";
import { queryNames, sqlOf, viewNames, warehouse } from "./warehouse.ts";

const commentsOf = (sql: string) => sql.split("\n").filter((line) => line.startsWith("--"));

describe.each([...queryNames, ...viewNames].map((name) => ({ name })))("$name", ({ name }) => {
  test("says in its first line what it returns, and what else there is to know before the SQL", () => {
    expect(sqlOf(name)).toMatch(/^-- [A-Z][^\n]+\.\n(-- [^\n]+\n)*(select|with)\b/);
  });

  test("runs on empty tables", async () => {
    const rows = await (await warehouse({})).query(name);
    expect(rows.every((row) => row.sessions === 0)).toBe(true);
  });
});

test.each(archiveViews)("$name declares the columns that its SQL returns", async ({ sql, columns }) => {
  expect(await (await warehouse({})).columns(sql)).toEqual(
    columns.map(({ name, type }) => ({ name, type: expect.stringMatching(typeOf(type)) })),
  );
});

/** Quotes around the names of a row's fields are the reader's matter. */
const typeOf = (hive: string) =>
  new RegExp(
    `^${duckType(hive)
      .replace(/[()[\]]/g, "\\$&")
      .replaceAll('"', '"?')}$`,
  );

test("every named query stands in the README's list", () => {
  const readme = readFileSync("README.md", "utf8");
  const listed = [...readme.matchAll(/^\| (?:visitors|behaviour|orders|the pipeline) +\| (.*) \|$/gm)];
  expect(listed.flatMap(([, names]) => names!.trim().replaceAll("`", "").split(", ")).sort()).toEqual(
    queryNames.sort(),
  );
});

describe("a query that lists its columns", () => {
  const listing = queryNames.filter((name) =>
    commentsOf(sqlOf(name)).some((line) => line.includes("Columns:")),
  );

  test("is every query of money", () => {
    const ofMoney = queryNames.filter((name) => /\bvalue\b/.test(sqlOf(name)));
    expect(ofMoney.length).toBeGreaterThan(5);
    expect(listing).toEqual(expect.arrayContaining(ofMoney));
  });

  test.each(listing.map((name) => ({ name })))("$name lists all", async ({ name }) => {
    const columns = await (await warehouse({})).columns(sqlOf(name));
    const described = commentsOf(sqlOf(name)).join(" ");
    const missing = columns.filter((column) => !new RegExp(`\\b${column.name}\\b`).test(described));
    expect(missing).toEqual([]);
  });

  test.each(listing.map((name) => ({ name })))("$name gives money with its currency", async ({ name }) => {
    const columns = (await (await warehouse({})).columns(sqlOf(name))).map((column) => column.name);
    expect(columns.includes("currency")).toBe(columns.includes("revenue"));
  });

  test.each(listing.map((name) => ({ name })))(
    "$name rounds no sum to cents with its last digits",
    ({ name }) => {
      expect(sqlOf(name)).not.toMatch(/round\((?:sum|avg)\([^()]*\), 2\)/);
    },
  );
});
