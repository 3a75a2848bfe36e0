import { describe, expect, test } from "@jest/globals";
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
});
