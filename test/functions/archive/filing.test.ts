import { describe, expect, test } from "@jest/globals";
import { filingAt, isOpen, isSeen } from "../../../functions/archive/filing.ts";

const now = Date.parse("2026-03-04T10:30:00.000Z");

describe("hours that Firehose is given", () => {
  test.each([
    { what: "the next hour, as clocks differ", folders: [], at: "2026-03-04T11:59:59.999Z", open: true },
    { what: "the hour after it", folders: [], at: "2026-03-04T12:00:00.000Z", open: false },
    { what: "the first of 474", folders: [], at: "2026-02-12T17:00:00.000Z", open: true },
    { what: "the one before", folders: [], at: "2026-02-12T16:59:59.999Z", open: false },
    { what: "the first of 74", folders: ["a", "b", "c", "d"], at: "2026-03-01T09:00:00.000Z", open: true },
    {
      what: "the one before that",
      folders: ["a", "b", "c", "d"],
      at: "2026-03-01T08:59:59.999Z",
      open: false,
    },
  ])("with $folders.length folders, $what: $open", ({ folders, at, open }) => {
    const filing = filingAt({ folders: new Set(folders), firstDay: "2009-01-01" }, now);
    expect(isOpen(at, filing)).toBe(open);
  });
});

describe("days that queries look for", () => {
  test.each([
    { at: "2008-12-31T23:59:59.999Z", seen: false },
    { at: "2009-01-01T00:00:00.000Z", seen: true },
    { at: "2026-03-05T23:59:59.999Z", seen: true },
    { at: "2026-03-06T00:00:00.000Z", seen: false },
  ])("an event of $at is seen: $seen", ({ at, seen }) => {
    expect(isSeen(at, filingAt({ folders: new Set(), firstDay: "2009-01-01" }, now))).toBe(seen);
  });
});
