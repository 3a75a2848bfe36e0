import { expect, test } from "@jest/globals";
import { ratesText } from "../../../scripts/start/watch.ts";
import { pageState } from "../../builders/page-state.ts";

test("the line of a running pipeline says what came, how fast, and what is under way", () => {
  const state = pageState({
    stages: [
      { name: "read", count: 12_345, rate: 50 },
      { name: "raw", count: 12_340, rate: 49 },
      { name: "failed", count: 3, rate: 0 },
    ],
    outstanding: { enrich: 4, predict: 6 },
    active: { five_minutes: 17, thirty_minutes: 20 },
  });
  expect(ratesText(state)).toBe("read 12,345 50/s · failed 3 · 10 under way · p95 80 ms · 17 active");
});
