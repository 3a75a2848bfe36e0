import { describe, expect, test } from "@jest/globals";
import { TrinoSQL } from "dt-sql-parser";
import { rawFields } from "../../../shared/event/raw.ts";
import { rowFields } from "../../../shared/event/rows.ts";
import { queryNames, sqlOf, viewNames } from "./warehouse.ts";

/** That DuckDB runs a query says little: it knows much that Athena does not. */

const trino = new TrinoSQL();
const mistakes = (sql: string) => trino.validate(sql).map(({ message }) => message);
const all = [...queryNames, ...viewNames].map((name) => ({ name }));

test.each(all)("$name is Trino's SQL by its grammar", ({ name }) => {
  expect(mistakes(sqlOf(name))).toEqual([]);
});

test.each([
  "select event_id::varchar from events",
  "select * from events qualify row_number() over (order by dt) = 1",
  "select dt, count(*) from events group by all",
  "select i.item from events cross join lateral (select unnest(items, max_depth := 2)) as i(item)",
])("%s is not", (sql) => {
  expect(mistakes(sql)).not.toEqual([]);
});

describe.each(all)("$name", ({ name }) => {
  const sql = sqlOf(name).replace(/^--.*$/gm, "");

  test("names every column of the items that it spreads: Trino wants as many names as there are", () => {
    const named = [...sql.matchAll(/unnest\(\w+\.items\) as i\(([^)]*)\)/g)].map(([, names]) => names);
    expect(named.every((names) => names === Object.keys(rowFields(rawFields.items)).join(", "))).toBe(true);
    expect(named).toHaveLength(sql.split(/unnest\(\w+\./).length - 1);
  });

  test("filters no window function, and takes no key of a map without looking: Trino refuses both", () => {
    expect(sql).not.toMatch(/filter \([^)]*\)\s+over/);
    for (const [, map, key] of sql.matchAll(/(\w+)\['(\w+)'\]/g))
      expect(sql).toContain(`when contains(map_keys(${map}), '${key}') then`);
  });
});
