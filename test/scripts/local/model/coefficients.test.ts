import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { shippedCoefficients } from "../../../../functions/model/coefficients.ts";
import { propensityBy } from "../../../../functions/model/propensity.ts";
import { readCoefficients } from "../../../../scripts/local/model/coefficients.ts";
import { enrichedEvent } from "../../../builders/enriched-event.ts";
import { features } from "../../../builders/features.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "coefficients-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (content: unknown) => {
  const file = join(folder, "c.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return readCoefficients(file);
};

describe("readCoefficients", () => {
  test("gives the weights that are served", () => {
    const weights = Object.fromEntries(Object.keys(shippedCoefficients.weights).map((name) => [name, 0]));
    const model = propensityBy(read({ ...shippedCoefficients, version: "mine", intercept: 0, weights }));
    expect(model(features(enrichedEvent()))).toEqual({ ok: true, probability: 0.5 });
  });

  const { price_log: _, ...without } = shippedCoefficients.weights;
  test.each([
    { content: "{", message: "no JSON" },
    { content: "null", message: "version undefined" },
    { content: { ...shippedCoefficients, feature_version: "1" }, message: "version 1, and these of 3" },
    { content: { ...shippedCoefficients, version: "" }, message: "no version" },
    { content: { ...shippedCoefficients, intercept: "x" }, message: "no intercept" },
    { content: { ...shippedCoefficients, weights: without }, message: "no weight for price_log" },
    {
      content: { ...shippedCoefficients, weights: { ...shippedCoefficients.weights, mood: 1 } },
      message: "no feature mood",
    },
  ])("refuses a file: $message", ({ content, message }) => {
    expect(() => read(content)).toThrow(message);
  });

  test("says that a file is not there", () => {
    expect(() => readCoefficients(join(folder, "none.json"))).toThrow("no such file");
  });
});
