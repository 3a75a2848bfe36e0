import { describe, expect, test } from "@jest/globals";
import { parseOptions } from "../../../scripts/features/options.ts";
import { daysOf } from "../../../scripts/features/period.ts";

const now = Date.parse("2026-03-31T15:00:00Z");
const parse = (...args: string[]) => {
  const options = parseOptions(["--out", "t.parquet", ...args], now);
  if (typeof options === "string") throw new Error(options);
  return options;
};

describe("parseOptions", () => {
  test("takes the last thirty days, sessions with a purchase, and the local run", () => {
    const { period, label, splitBy, shares, sample, bots, from } = parse();
    expect([daysOf(period)[0], daysOf(period).at(-1), daysOf(period).length]).toEqual([
      "2026-03-02",
      "2026-03-31",
      30,
    ]);
    expect({ label: label.name, splitBy, shares, sample, bots, from }).toEqual({
      label: "purchase_in_session",
      splitBy: "time",
      shares: [0.7, 0.15, 0.15],
      sample: 1,
      bots: false,
      from: { data: ".data" },
    });
  });

  test("has both ends of a period in it", () => {
    expect(daysOf(parse("--since", "2026-02-27", "--until", "2026-03-01").period)).toEqual([
      "2026-02-27",
      "2026-02-28",
      "2026-03-01",
    ]);
  });

  test.each([
    { args: ["--since", "yesterday"], message: "--since yesterday: expected a day" },
    { args: ["--until", "2026-02-30"], message: "--until 2026-02-30: expected a day" },
    { args: ["--since", "2026-03-02", "--until", "2026-03-01"], message: "is after --until" },
    { args: ["--label", "purchase"], message: "--label purchase: expected" },
    { args: ["--label", "purchase_within:0m"], message: "up to 90 days" },
    { args: ["--label", "purchase_within:91d"], message: "up to 90 days" },
    { args: ["--label", "purchase_within:30s"], message: "up to 90 days" },
    { args: ["--label", "none.sql"], message: "no such file" },
    { args: ["--split", "device"], message: "expected time or person" },
    { args: ["--shares", "70,15"], message: "expected percents" },
    { args: ["--shares", "70,20,20"], message: "expected percents" },
    { args: ["--shares", "0,50,50"], message: "expected percents" },
    { args: ["--sample", "0"], message: "expected a share" },
    { args: ["--sample", "1.5"], message: "expected a share" },
    { args: ["--data", "a", "--outputs", "b"], message: "give one of them" },
    { args: ["--outputs", "none.json"], message: "no such file" },
    { args: ["--nonsense"], message: "--nonsense" },
  ])("refuses $args", ({ args, message }) => {
    expect(() => parse(...args)).toThrow(message);
  });

  test("wants a file that it can write", () => {
    expect(() => parseOptions([], now)).toThrow("--out is missing");
    expect(() => parseOptions(["--out", "t.json"], now)).toThrow(".csv or .parquet");
    expect([parseOptions(["--help"], now), parseOptions(["--list"], now)]).toEqual(["help", "list"]);
  });
});
