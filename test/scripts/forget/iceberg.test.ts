import { describe, expect, test } from "@jest/globals";
import { icebergRows } from "../../../scripts/forget/iceberg.ts";
import { needlesOf } from "../../../shared/forget/needles.ts";

const subject = { id: "ann", needles: needlesOf(["ann"]), shared: [], others: [] };

/** A table of one column, and what was asked of it. */
function table({ columns = [["visitor", "varchar"]], vacuums = 1, count = "3" } = {}) {
  const asked: string[] = [];
  let left = vacuums;
  const ask = async (sql: string) => {
    asked.push(sql.split(/ where /i)[0]!);
    if (sql.includes("information_schema")) return columns;
    if (sql.startsWith("VACUUM")) left -= 1;
    if (sql.startsWith("VACUUM") && left > 0) throw new Error("ICEBERG_VACUUM_MORE_RUNS_NEEDED: again");
    return sql.startsWith("select") ? [[count]] : [];
  };
  return {
    asked,
    rows: icebergRows({ kind: "iceberg", name: "sessions", identities: ["visitor"] }, subject, ask),
  };
}

describe("the rows of an Iceberg table", () => {
  test("are counted by its columns of ids", async () => {
    const { rows } = table();
    expect(await rows.find()).toEqual({ place: "sessions", unit: "rows", count: 3, objects: 1 });
  });

  test("are deleted, their files written anew, and the old ones given up, as often as it takes", async () => {
    const { rows, asked } = table({ vacuums: 3 });
    await rows.remove();
    expect(asked.slice(1)).toEqual([
      "DELETE FROM sessions",
      "OPTIMIZE sessions REWRITE DATA USING BIN_PACK",
      ...Array(3).fill("VACUUM sessions"),
    ]);
  });

  test("are none where there is no such table", async () => {
    const { rows, asked } = table({ columns: [] });
    expect((await rows.find()).count).toBe(0);
    await rows.remove();
    expect(asked.filter((sql) => !sql.includes("information_schema"))).toEqual([]);
  });

  test("are not done when VACUUM fails for another reason", async () => {
    const ask = async (sql: string) => {
      if (sql.startsWith("VACUUM")) throw new Error("AccessDenied");
      return [["visitor", "varchar"]];
    };
    const rows = icebergRows({ kind: "iceberg", name: "t", identities: [] }, subject, ask);
    await expect(rows.remove()).rejects.toThrow("AccessDenied");
  });
});
