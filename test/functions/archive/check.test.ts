import { describe, expect, test } from "@jest/globals";
import { checkArchiveLine } from "../../../functions/archive/check.ts";
import { archivedLine } from "./builders.ts";

describe("checkArchiveLine", () => {
  test.each([
    { what: "an enriched event", text: archivedLine() },
    { what: "null where nothing is known", text: archivedLine({ geo_latitude: null, properties: null }) },
    { what: "a map of texts", text: archivedLine({ properties: { a: "1", "": "" } }) },
    { what: "a whole number for a double", text: archivedLine({ price: 5 }) },
    {
      what: "the limits of int and bigint",
      text: archivedLine({ quantity: -2147483648, zip_population: 9007199254740991 }),
    },
  ])("takes $what", ({ text }) => {
    expect(checkArchiveLine(text)).toMatchObject({
      ok: true,
      event: { event_id: "e1", source: "web", event_time: "2026-03-01T12:00:00.000Z" },
    });
  });

  test.each([
    { what: "a broken line", text: '{"event_id":', path: "" },
    { what: "an array", text: "[]", path: "" },
    { what: "null", text: "null", path: "" },
    { what: "a text for a number", text: archivedLine({ geo_latitude: "47.5" }), path: "/geo_latitude" },
    { what: "a fraction for an int", text: archivedLine({ hour_of_day: 1.5 }), path: "/hour_of_day" },
    { what: "a number beyond int", text: archivedLine({ quantity: 2147483648 }), path: "/quantity" },
    {
      what: "a number beyond a safe bigint",
      text: archivedLine({ zip_population: 2 ** 53 }),
      path: "/zip_population",
    },
    { what: "a number for a flag", text: archivedLine({ is_bot: 1 }), path: "/is_bot" },
    { what: "a map with a number in it", text: archivedLine({ properties: { a: 1 } }), path: "/properties" },
    { what: "an array for a map", text: archivedLine({ metadata: [] }), path: "/metadata" },
    {
      what: "a time without a zone",
      text: archivedLine({ processed_at: "2026-03-01 12:00:01.0000" }),
      path: "/processed_at",
    },
    {
      what: "a thirteenth month",
      text: archivedLine({ event_time: "2026-13-01T12:00:00.000Z" }),
      path: "/event_time",
    },
    {
      what: "a day that the month has not",
      text: archivedLine({ processed_at: "2026-02-29T12:00:00.000Z" }),
      path: "/processed_at",
    },
    { what: "a source that is no text", text: archivedLine({ source: 7 }), path: "/source" },
    { what: "no event_time", text: archivedLine({ event_time: undefined }), path: "/event_time" },
    { what: "an empty event_id", text: archivedLine({ event_id: "" }), path: "/event_id" },
  ])("refuses $what and names it", ({ text, path }) => {
    expect(checkArchiveLine(text)).toMatchObject({
      ok: false,
      reason: "conversion_failed",
      errors: [{ path }],
    });
  });

  test("takes an attribute that the table does not have for the table's fault", () => {
    expect(checkArchiveLine(archivedLine({ brand_new: "x" }))).toMatchObject({
      ok: false,
      reason: "transform_failed",
      errors: [{ path: "/brand_new" }],
      event_id: "e1",
    });
  });

  test("names every fault of an event", () => {
    const checked = checkArchiveLine(archivedLine({ is_bot: 1, "a/b": "x", app_id: "" }));
    expect(checked).toMatchObject({ ok: false, reason: "conversion_failed" });
    expect(!checked.ok && checked.errors.map(({ path }) => path)).toEqual(["/is_bot", "/a~1b", "/app_id"]);
  });

  test.each([
    { what: "absent", source: undefined, given: { source: "app" }, is: "app" },
    { what: "null", source: null, given: { source: "app" }, is: "app" },
    { what: "empty", source: "", given: { source: "app" }, is: "app" },
    { what: "absent and named by nothing else", source: undefined, given: { source: "" }, is: "shop" },
    { what: "absent without metadata", source: undefined, given: undefined, is: "shop" },
  ])("names the source of a line where it is $what", ({ source, given, is }) => {
    const price = 0.1;
    const checked = checkArchiveLine(archivedLine({ source, metadata: given, price }));
    expect(checked).toMatchObject({ ok: true, event: { source: is } });
    const written = checked.ok && JSON.parse(Buffer.from(checked.line!).toString());
    expect(written).toEqual(JSON.parse(archivedLine({ source: is, metadata: given, price })));
  });

  test("leaves a line with a source as it is", () => {
    expect(checkArchiveLine(archivedLine())).not.toHaveProperty("line");
  });
});
