import { describe, expect, test } from "@jest/globals";
import { legendLines } from "../../../../../../scripts/local/page/client/charts/option.ts";

describe("a legend takes", () => {
  const stages = ["raw", "enriched", "predicted", "archived", "failed"];
  test.each([
    { what: "one line where there is room", names: stages, width: 640, lines: 1 },
    { what: "a second one on a telephone", names: stages, width: 330, lines: 2 },
    { what: "a line a name where there is room for one alone", names: stages, width: 90, lines: 5 },
    { what: "one line for a name that is too long for any", names: ["x".repeat(200)], width: 330, lines: 1 },
  ])("$what", ({ names, width, lines }) => {
    expect(legendLines(names, width)).toBe(lines);
  });
});
