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
    { what: "a day since a while ago", value: "2026-02-04", properties: day("NOW-1MONTH,NOW") },
    { what: "white space in a range", value: "2026-03-04", properties: day("2009-01-01 , NOW + 1 DAY") },
    {
      what: "every second day",
      value: "2026-03-03",
      properties: day("2026-03-01,NOW", { interval: "2", "interval.unit": "DAYS" }),
    },
    {
      what: "hours in a path",
      value: "2026/03/04/09",
      properties: {
        type: "date",
        format: "yyyy/MM/dd/HH",
        range: "2026/01/01/00,NOW",
        interval: "1",
        "interval.unit": "HOURS",
      },
    },
    {
      what: "months, with a text between",
      value: "m2026-02",
      properties: {
        type: "date",
        format: "'m'yyyy-MM",
        range: "m2025-11,NOW",
        interval: "3",
        "interval.unit": "MONTHS",
      },
    },
    { what: "a number", value: "7", properties: { type: "integer", range: "0,23" } },
    {
      what: "a number of two digits",
      value: "07",
      properties: { type: "integer", range: "0,23", digits: "2" },
    },
    {
      what: "every fourth number",
      value: "12",
      properties: { type: "integer", range: "0,23", interval: "4" },
    },
    { what: "whatever a query names", value: "x", properties: { type: "injected" } },
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
      what: "a day between two steps",
      value: "2026-03-02",
      properties: day("2026-03-01,NOW", { interval: "2" }),
      why: "p is 2026-03-02, and the table counts by 2 days from 2026-03-01",
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
    {
      what: "a number between two steps",
      value: "13",
      properties: { type: "integer", range: "0,23", interval: "4" },
      why: "p is 13, and the table counts by 4 from 0",
    },
  ])("$what", ({ value, properties, why }) => {
    expect(judge(value, properties)).toBe(why);
  });
});

describe("a table that Athena would refuse is refused", () => {
  test.each<Omit<Case, "value"> & { says: string }>([
    { what: "no type", properties: {}, says: "sets no projection.p.type" },
    { what: "an unknown type", properties: { type: "list" }, says: "by list, which Athena does not know" },
    { what: "no values", properties: { type: "enum" }, says: "sets no projection.p.values" },
    { what: "one end", properties: day("2009-01-01"), says: "the range 2009-01-01 has no two ends" },
    {
      what: "an end of another form",
      properties: day("2009,NOW"),
      says: "2009 is not of the form yyyy-MM-dd",
    },
    { what: "an unknown unit", properties: day("2009-01-01,NOW+1MOONS"), says: "MOONS is no unit of time" },
    {
      what: "letters of no date",
      properties: { type: "date", format: "yyyy-QQ", range: "2009-01,NOW" },
      says: "the letters QQ",
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
