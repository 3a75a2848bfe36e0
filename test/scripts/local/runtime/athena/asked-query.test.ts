import { describe, expect, test } from "@jest/globals";
import { askedQuery } from "../../../../../scripts/local/runtime/athena/asked-query.ts";
import { asDeclared } from "../../../../../shared/queries/declared.ts";

const declaredAs = (name: string, sql = "SELECT 1") => ({ name, description: "", database: "db", sql });

describe("a declared query", () => {
  const queries = [declaredAs("shop-dev-funnel"), declaredAs("shop_dev_sessions"), declaredAs("funnel")];
  test.each([
    { description: "by its name, before another that ends with it", name: "funnel", sql: "SELECT 3" },
    { description: "by the last part of its name", name: "sessions", sql: "SELECT 2" },
    { description: "by its whole name", name: "shop-dev-funnel", sql: "SELECT 1" },
  ])("$description", ({ name, sql }) => {
    const numbered = queries.map((query, at) => ({ ...query, sql: `SELECT ${at + 1}` }));
    expect(askedQuery(numbered, name, {})).toEqual({ sql, values: [], database: "db" });
  });

  test("takes values in the place of its defaults", () => {
    const query = declaredAs("q", asDeclared("SELECT :source"));
    expect(askedQuery([query], "q", { source: "web" })).toEqual({
      sql: "SELECT ?",
      values: ["web"],
      database: "db",
    });
  });

  test("that there is not is told with those that there are", () => {
    expect(() => askedQuery(queries, "funnels", {})).toThrow(
      "There is no query funnels. Declared are: shop-dev-funnel, shop_dev_sessions, funnel.",
    );
  });
});

test("what has more than a name is SQL", () => {
  expect(askedQuery([], "SELECT 1", {})).toEqual({ sql: "SELECT 1", values: [], database: undefined });
});
