import { describe, expect, test } from "@jest/globals";
import { prices, tiered } from "../../../scripts/cost/prices.ts";

describe("tiers", () => {
  test.each([
    { what: "within the first", gb: 100 * 1024, dollars: 100 * 1024 * 0.029 },
    { what: "over the first", gb: 600 * 1024, dollars: 500 * 1024 * 0.029 + 100 * 1024 * 0.025 },
    {
      what: "over the second",
      gb: 2100 * 1024,
      dollars: 500 * 1024 * 0.029 + 1500 * 1024 * 0.025 + 100 * 1024 * 0.02,
    },
  ])("an amount $what", ({ gb, dollars }) => {
    expect(tiered(gb, prices.firehose.ingestGb)).toBeCloseTo(dollars, 6);
  });
});
