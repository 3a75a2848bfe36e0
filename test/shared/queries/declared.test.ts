import { describe, expect, test } from "@jest/globals";
import { asDeclared, bound, checkedValues, parametersIn } from "../../../shared/queries/declared.ts";

const asked = "select 1 from events where dt >= :since and dt <= :until and :source in ('', source)";
const declared = asDeclared(asked);

describe("a declared query", () => {
  test("has its defaults written out, so that it runs from a console", () => {
    expect(declared.replace(/\/\*.*?\*\/ ?/g, "")).toBe(
      "select 1 from events where dt >= date_format(current_date - interval '29' day, '%Y-%m-%d') and dt <= " +
        "date_format(current_date, '%Y-%m-%d') and '' in ('', source)",
    );
  });

  test("says which parameters it takes, and what stands for them", () => {
    expect(parametersIn(asDeclared(`${asked} or dt = :since`))).toEqual([
      { name: "since", standard: "date_format(current_date - interval '29' day, '%Y-%m-%d')" },
      { name: "until", standard: "date_format(current_date, '%Y-%m-%d')" },
      { name: "source", standard: "''" },
    ]);
  });

  test.each([
    "select ':since' from events",
    'select ":since" from events',
    "select 1 -- :since\nfrom events",
    "select 1 /* :since */ from events",
    "select event_id::varchar from events",
  ])("keeps %s as it is", (sql) => {
    expect(asDeclared(sql)).toBe(sql);
  });

  test("takes no parameter that nobody declared", () => {
    expect(() => asDeclared("select :sicne")).toThrow("There is no parameter :sicne.");
  });
});

describe("values", () => {
  test("are bound in the order of their places, and never pasted", () => {
    const hostile = "x'; drop table events --";
    expect(bound(declared, { source: hostile, since: "2026-11-01" })).toEqual({
      sql:
        "select 1 from events where dt >= ? and dt <= " +
        "/* :until */ date_format(current_date, '%Y-%m-%d') /* until */ and ? in ('', source)",
      values: ["2026-11-01", hostile],
    });
  });

  test("take the place of every mention", () => {
    expect(bound(asDeclared("select :since, :since"), { since: "d" })).toEqual({
      sql: "select ?, ?",
      values: ["d", "d"],
    });
  });

  test("with an end alone are a period of the usual length", () => {
    expect(checkedValues("q", declared, { until: "2026-03-01" })).toEqual({
      since: "2026-01-31",
      until: "2026-03-01",
    });
  });

  test("of a list are taken without the spaces that people write behind commas", () => {
    const steps = asDeclared("select :steps");
    expect(checkedValues("q", steps, { steps: " search, product_view ,buy it" })).toEqual({
      steps: "search,product_view,buy it",
    });
  });

  test.each([
    { values: { unit: "week" }, says: "q takes no --unit. It takes --since, --until, --source." },
    { values: { since: "yesterday" }, says: "--since yesterday: expected a day such as 2026-11-01." },
    { values: { since: "2026-02-30" }, says: "--since 2026-02-30: expected a day such as 2026-11-01." },
    {
      values: { since: "2026-03-02", until: "2026-03-01" },
      says: "--since 2026-03-02 is after --until 2026-03-01.",
    },
  ])("$values are refused with a sentence", ({ values, says }) => {
    expect(() => checkedValues("q", declared, values as never)).toThrow(says);
  });

  test.each([
    { parameter: "unit", value: "year", says: "expected day, week, month" },
    { parameter: "trait", value: "shoe_size", says: "expected channel, source, medium" },
    { parameter: "steps", value: "a,,b", says: "a step between the commas has no name" },
    { parameter: "steps", value: "a, ,b", says: "a step between the commas has no name" },
    { parameter: "steps", value: "a,b, a", says: "a step stands there twice" },
    { parameter: "steps", value: "a,b,a", says: "a step stands there twice" },
    { parameter: "steps", value: "1,2,3,4,5,6,7,8,9", says: "expected 8 steps at most" },
  ])("--$parameter $value is refused", ({ parameter, value, says }) => {
    expect(() => checkedValues("q", asDeclared(`select :${parameter}`), { [parameter]: value })).toThrow(
      says,
    );
  });

  test("of SQL without parameters are refused, too", () => {
    expect(() => checkedValues("q", "select 1", { since: "2026-01-01" })).toThrow("It takes no parameters.");
  });
});
