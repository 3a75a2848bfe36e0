import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { qualityScores, scoreTable } from "../../../scripts/bench/quality/score.ts";
import { benchQuality } from "../../../scripts/bench/quality.ts";

const folderWith = (name: string, text: string): string => {
  const folder = mkdtempSync(path.join(tmpdir(), "quality-"));
  writeFileSync(path.join(folder, name), text);
  return folder;
};

describe("what enrichment says of a case of each kind", () => {
  const scores = new Map(benchQuality("test/fixtures/quality").map((score) => [score.subject, score]));

  test.each([
    ["referrer medium", 17],
    ["click ids", 6],
    ["bots, and libraries as such", 5],
    ["bots that are no library", 3],
    ["apps that are no bots", 3],
    ["browsers that are no bots", 6],
    ["category desktop", 2],
    ["category mobile", 3],
    ["category tablet", 1],
    ["category tv", 1],
    ["category console", 1],
    ["os family", 8],
    ["browser family", 6],
    ["category of real traffic, weighted", 3],
    ["os of real traffic", 3],
    ["browser of real traffic", 3],
  ])("is right: %s", (subject, n) => {
    expect(scores.get(subject)).toMatchObject({ n, right: n, share: 1 });
  });
});

describe("the scores", () => {
  test("count what is right, wrong and not known, by weight where there is one", () => {
    const cases = [
      { subject: "a", right: true, weight: 3 },
      { subject: "a", right: false, unknown: true },
      { subject: "b", right: false },
    ];
    const scores = qualityScores(cases);
    expect(scores).toEqual([
      { subject: "a", n: 2, right: 1, wrong: 0, unknown: 1, share: 0.75 },
      { subject: "b", n: 1, right: 0, wrong: 1, unknown: 0, share: 0 },
    ]);
    expect(scoreTable(scores)).toContain("a        2      1      0        1  75.0 %");
  });

  test("notice a wrong answer", () => {
    const folder = folderWith(
      "r.json",
      '[{"spec": "x", "uri": "https://www.google.com/", "medium": "email"}]',
    );
    expect(benchQuality(folder)).toMatchObject([{ subject: "referrer medium", n: 1, right: 0, wrong: 1 }]);
  });

  test.each([
    ["a file that is damaged", "r.json", "[{", /r\.json cannot be read/],
    ["nothing that is known", "r.json", "{}", /no fixture that is known/],
    ["no data at all", "r.txt", "", /no fixture that is known/],
  ])("say what is wrong with a folder that holds %s", (_description, name, text, message) => {
    expect(() => benchQuality(folderWith(name, text))).toThrow(message);
  });

  test("say so where there is no folder", () => {
    expect(() => benchQuality("/nonexistent")).toThrow(/cannot be read/);
  });
});
