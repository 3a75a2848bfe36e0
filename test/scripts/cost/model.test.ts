import { describe, expect, test } from "@jest/globals";
import { monthlyCost, naive, packed, total } from "../../../scripts/cost/model.ts";

const load = { eventsPerSecond: 50_000, eventBytes: 1000 };
const term = (name: string, shape = naive) =>
  monthlyCost(load, shape).find((each) => each.name === name)!.monthly;

describe("monthlyCost", () => {
  test("a write an event: 131.4 billion writes at 0.625 dollars a million", () => {
    expect(term("DynamoDB")).toBeCloseTo(82_125, 0);
  });

  test("Firehose bills a lone event as 5 KiB", () => {
    const gb = (50_000 * 730 * 3600 * 5) / 1024 ** 2;
    expect(term("Firehose")).toBeCloseTo(gb * (0.029 + 0.018 + 0.02), 0);
  });

  test.each(["Kinesis raw", "Kinesis enriched", "Firehose", "Lambda enrich", "Lambda predict"])(
    "packs make %s cheaper",
    (name) => {
      expect(term(name, packed)).toBeLessThan(term(name));
    },
  );

  test("grows in proportion to the load but for the hourly price of the streams", () => {
    const hourly = 2 * 0.04 * 730;
    const double = total(monthlyCost({ ...load, eventsPerSecond: 100_000 }, packed));
    expect(double - hourly).toBeCloseTo(2 * (total(monthlyCost(load, packed)) - hourly), 3);
  });
});
