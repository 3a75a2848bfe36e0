import { describe, expect, test } from "@jest/globals";
import { foldersSetting, MAX_FOLDERS, openHours } from "../../shared/archive-folders.ts";
import { FIREHOSE_ACTIVE_PARTITIONS } from "../../shared/limits.ts";

const { parse } = foldersSetting("sources with a folder");

describe("openHours", () => {
  test.each(Array.from({ length: MAX_FOLDERS + 1 }, (_, count) => ({ count })))(
    "with $count folders, the hours of three days and a day in reserve stay within Firehose's quota",
    ({ count }) => {
      expect(openHours(count)).toBeGreaterThanOrEqual(72);
      expect((count + 1) * (openHours(count) + 24)).toBeLessThanOrEqual(FIREHOSE_ACTIVE_PARTITIONS);
    },
  );
});

describe("the setting", () => {
  test.each([
    { text: "", names: [] },
    { text: "web", names: ["web"] },
    { text: "web, ios,nyc-taxi", names: ["web", "ios", "nyc-taxi"] },
    { text: "web,web", names: ["web"] },
  ])("reads $text", ({ text, names }) => {
    expect([...parse(text)]).toEqual(names);
  });

  test.each([
    { what: "a name that would be two folders", text: "a/b", says: /digits, dots.* found "a\/b"/ },
    { what: "a name of nothing", text: "web,,ios", says: /found ""/ },
    { what: "the folder of all others", text: "web,other", says: /"other" is the folder of all sources/ },
    {
      what: "more than Firehose holds",
      text: "a,b,c,d,e",
      says: /leave 57 hours .* 72 are needed: name at most 4/,
    },
  ])("refuses $what", ({ text, says }) => {
    expect(() => parse(text)).toThrow(says);
  });
});
