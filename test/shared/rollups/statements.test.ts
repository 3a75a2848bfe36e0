import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { TrinoSQL } from "dt-sql-parser";
import { personalFields } from "../../../shared/event/personal.ts";
import { forgettingTables } from "../../../shared/forget/tables.ts";
import { rollups } from "../../../shared/rollups/rollups.ts";
import {
  createRollup,
  emptyRollup,
  ROLLUPS_VERSION,
  replaceDays,
  rollupTable,
  rollupView,
} from "../../../shared/rollups/statements.ts";

const mistakes = (sql: string) => new TrinoSQL().validate(sql).map(({ message }) => message);
const DAYS = ["2026-03-01", "2026-03-02"];

describe.each(rollups)("$name", (rollup) => {
  test("is filled and read by Trino's SQL", () => {
    expect(mistakes(replaceDays(rollup, DAYS))).toEqual([]);
    expect(mistakes(emptyRollup(rollup))).toEqual([]);
    // Athena's own word for it, which Trino has, too.
    expect(mistakes(rollupView(rollup, "2026-03-02"))).toEqual([]);
  });

  test("is made by Athena's statement, partitioned by its first column", () => {
    const sql = createRollup(rollup, "s3://b/curated/");
    expect(sql).toMatch(new RegExp(`^create table if not exists ${rollupTable(rollup)} \\(\\n  dt string,`));
    expect(sql).toContain(`partitioned by (dt)\nlocation 's3://b/curated/${rollupTable(rollup)}/'`);
    expect(rollup.key).toContain("dt");
    expect(rollup.columns.map(({ name }) => name)).toEqual(expect.arrayContaining([...rollup.key]));
  });

  test("reads and writes the days alone that it is to replace", () => {
    const sql = replaceDays(rollup, DAYS);
    expect(sql.match(/dt in \('2026-03-01', '2026-03-02'\)/g)).toHaveLength(
      sql.split("curated_events").length,
    );
    expect(sql).not.toMatch(/\bfrom events\b/);
  });

  test("stands in the README's list", () => {
    expect(readFileSync("shared/queries/README.md", "utf8")).toContain(`\`${rollup.name}\``);
  });

  test("is searched by what the schema marks as personal", () => {
    expect(forgettingTables).toContainEqual({ kind: "iceberg", name: rollupTable(rollup), identities: [] });
    const names = rollup.columns.map(({ name }) => name);
    for (const identity of personalFields("identity")) expect(names).toContain(identity);
    // Of a shared device it is told by these until when it was somebody's.
    expect(names).toEqual(expect.arrayContaining(["user_id", "event_time"]));
  });
});

/**
 * Tables in use hold what these statements gave. Where one changes, the version has to, and then this: `curate` makes the
 * tables anew then.
 */
test("what the rollups hold changes with their version alone", () => {
  const statements = rollups.map((rollup) => [createRollup(rollup, ""), replaceDays(rollup, DAYS)]);
  const hash = createHash("sha256").update(JSON.stringify(statements)).digest("hex").slice(0, 12);
  expect({ version: ROLLUPS_VERSION, hash }).toEqual({ version: 2, hash: "f6096a1fdafb" });
});
