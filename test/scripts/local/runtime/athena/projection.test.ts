import { describe, expect, test } from "@jest/globals";
import { projectedIntegers, whyUnseen } from "../../../../../scripts/local/runtime/athena/projection.ts";

const NOW = Date.parse("2026-03-04T10:00:00.000Z");

interface Case {
  what: string;
  value: string;
  properties: Record<string, string>;
}

/** The answer for a table of one partition `p`, with these properties of its projection. */
function judge(value: string, properties: Record<string, string>): string | undefined {
  const projection = Object.entries(properties).map(([name, text]) => [`projection.p.${name}`, text]);
  const parameters = { "projection.enabled": "true", ...Object.fromEntries(projection) };
  return whyUnseen(
    { name: "t", partitionKeys: [{ name: "p", type: "string" }], parameters },
    { p: value },
    NOW,
  );
}

const day = (range: string, more: Record<string, string> = {}) => ({
  type: "date",
  format: "yyyy-MM-dd",
  range,
  ...more,
});

describe("a query sees", () => {
  test.each<Case>([
    { what: "a listed value", value: "ios", properties: { type: "enum", values: "web,ios" } },
    { what: "the first day", value: "2009-01-01", properties: day("2009-01-01,NOW+1DAYS") },
    { what: "tomorrow", value: "2026-03-05", properties: day("2009-01-01,NOW+1DAYS") },
    { what: "today, up to NOW", value: "2026-03-04", properties: day("2009-01-01,NOW") },
    { what: "a day since a while ago", value: "2026-02-04", properties: day("NOW-28DAYS,NOW") },
    { what: "white space in a range", value: "2026-03-04", properties: day("2009-01-01 , NOW + 1 DAY") },
    { what: "a number", value: "7", properties: { type: "integer", range: "0,23" } },
    {
      what: "a number of two digits",
      value: "07",
      properties: { type: "integer", range: "0,23", digits: "2" },
    },
  ])("$what", ({ value, properties }) => {
    expect(judge(value, properties)).toBeUndefined();
  });

  test("everything without projection", () => {
    const keys = [{ name: "p", type: "string" }];
    expect(whyUnseen({ name: "t", partitionKeys: keys, parameters: {} }, { p: "x" }, NOW)).toBeUndefined();
  });
});

describe("a query does not see", () => {
  test.each<Case & { why: string }>([
    {
      what: "a value that is not listed",
      value: "shop",
      properties: { type: "enum", values: "web,ios" },
      why: "p is shop, and the table lists web,ios",
    },
    {
      what: "a value beside white space, which is part of the listed one",
      value: "ios",
      properties: { type: "enum", values: "web, ios" },
      why: "p is ios, and the table lists web, ios",
    },
    {
      what: "the day before the first",
      value: "2008-12-31",
      properties: day("2009-01-01,NOW+1DAYS"),
      why: "p is 2008-12-31, and the table's range is 2009-01-01 to NOW+1DAYS",
    },
    {
      what: "the day after tomorrow",
      value: "2026-03-06",
      properties: day("2009-01-01,NOW+1DAYS"),
      why: "p is 2026-03-06, and the table's range is 2009-01-01 to NOW+1DAYS",
    },
    {
      what: "a day in another form",
      value: "2026-3-4",
      properties: day("2009-01-01,NOW"),
      why: "p is 2026-3-4, and the table expects the form yyyy-MM-dd",
    },
    {
      what: "a day that the month has not",
      value: "2026-02-30",
      properties: day("2009-01-01,NOW"),
      why: "p is 2026-02-30, and the table expects the form yyyy-MM-dd",
    },
    {
      what: "an hour beyond the day",
      value: "24",
      properties: { type: "integer", range: "0,23", digits: "2" },
      why: "p is 24, and the table's range is 0 to 23",
    },
    {
      what: "an hour of one digit",
      value: "7",
      properties: { type: "integer", range: "0,23", digits: "2" },
      why: "p is 7, and the table expects a number of 2 digits",
    },
    {
      what: "an hour of two digits where none are asked for",
      value: "07",
      properties: { type: "integer", range: "0,23" },
      why: "p is 07, and the table expects a number",
    },
  ])("$what", ({ value, properties, why }) => {
    expect(judge(value, properties)).toBe(why);
  });
});

describe("a table that Athena would refuse, or that is not projected here, is refused", () => {
  test.each<Omit<Case, "value"> & { says: string }>([
    { what: "no type", properties: {}, says: "sets no projection.p.type" },
    {
      what: "an unknown type",
      properties: { type: "list" },
      says: "by list: the local runtime knows enum, integer and date",
    },
    { what: "no values", properties: { type: "enum" }, says: "sets no projection.p.values" },
    { what: "one end", properties: day("2009-01-01"), says: "the range 2009-01-01 has no two ends" },
    {
      what: "an end of another form",
      properties: day("2009,NOW"),
      says: "2009 is neither a day of the form yyyy-MM-dd",
    },
    { what: "an unknown unit", properties: day("2009-01-01,NOW+1MOONS"), says: "NOW+1MOONS is neither" },
    { what: "values that a query names", properties: { type: "injected" }, says: "by injected" },
    {
      what: "days in another form",
      properties: { ...day("2009/01/01,NOW"), format: "yyyy/MM/dd" },
      says: "days of the form yyyy-MM-dd, not yyyy/MM/dd",
    },
    {
      what: "hours",
      properties: day("2009-01-01,NOW", { interval: "1", "interval.unit": "HOURS" }),
      says: "steps of 1 DAYS, not of 1 HOURS",
    },
    {
      what: "every fourth number",
      properties: { type: "integer", range: "0,23", interval: "4" },
      says: "steps of 1, not of 4",
    },
  ])("with $what", ({ properties, says }) => {
    expect(() => judge("2026-03-04", properties)).toThrow(says);
  });
});

test("projectedIntegers are spelt as they stand in a path", () => {
  const parameters = {
    "projection.enabled": "true",
    "projection.p.type": "integer",
    "projection.p.range": "8,11",
    "projection.p.digits": "2",
  };
  const table = { name: "t", partitionKeys: [], parameters };
  expect(projectedIntegers(table, "p")).toEqual(["08", "09", "10", "11"]);
});
