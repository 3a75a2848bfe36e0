import { describe, expect, test } from "@jest/globals";
import { hourPortions, planMerge } from "../../../functions/curate/hours.ts";

const NOW = Date.parse("2026-03-02T12:00:00Z");
const MINUTE = 60_000;
const file = (dt: string, hour: string, modified: number) => ({
  key: `events/dt=${dt}/hour=${hour}/source=web/x.parquet`,
  modified,
});

describe("what is merged", () => {
  test.each([
    { what: "nothing", files: [], hours: [], waiting: 0, through: NOW - 5 * MINUTE },
    {
      what: "an hour with several files once",
      files: [file("2026-03-02", "09", NOW - 90 * MINUTE), file("2026-03-02", "09", NOW - 80 * MINUTE)],
      hours: [{ dt: "2026-03-02", hour: 9 }],
      waiting: 0,
      through: NOW - 5 * MINUTE,
    },
    {
      what: "no hour before half an hour after its end, whose files are looked for again",
      files: [file("2026-03-02", "10", NOW - 31 * MINUTE), file("2026-03-02", "11", NOW - 40 * MINUTE)],
      hours: [{ dt: "2026-03-02", hour: 10 }],
      waiting: 1,
      through: NOW - 40 * MINUTE,
    },
    {
      what: "no hour again without a new file",
      files: [file("2026-03-02", "08", NOW - 300 * MINUTE)],
      since: NOW - 65 * MINUTE,
      hours: [],
      waiting: 0,
      through: NOW - 5 * MINUTE,
    },
    {
      what: "an old hour with a new file, oldest first",
      files: [file("2026-03-02", "09", NOW - 20 * MINUTE), file("2020-05-06", "07", NOW - 20 * MINUTE)],
      since: NOW - 65 * MINUTE,
      hours: [
        { dt: "2020-05-06", hour: 7 },
        { dt: "2026-03-02", hour: 9 },
      ],
      waiting: 0,
      through: NOW - 5 * MINUTE,
    },
    {
      what: "no file that is in no hour",
      files: [{ key: "events/astray.parquet", modified: NOW }],
      hours: [],
      waiting: 0,
      through: NOW - 5 * MINUTE,
    },
  ])("$what", ({ what: _, files, since = 0, ...plan }) => {
    expect(planMerge(files, since, NOW)).toMatchObject(plan);
  });

  test("never goes back: a later look begins where the one before ended", () => {
    expect(planMerge([], NOW, NOW).through).toBe(NOW);
  });
});

test("a statement has fewer than 100 days, whatever is merged", () => {
  const hours = Array.from({ length: 250 }, (_, at) => ({ dt: `day ${at}`, hour: 0 }));
  const all = hourPortions(hours);
  expect(all.flat()).toEqual(hours);
  expect(Math.max(...all.map((each) => each.length))).toBeLessThan(100);
});
