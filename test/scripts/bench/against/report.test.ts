import { expect, test } from "@jest/globals";
import { againstLines, comparedLines } from "../../../../scripts/bench/against/report.ts";

const compared = { events: 1_500, fields: 90_000, differences: [], onlyOurs: [], onlyTheirs: [] };

test("says every process's ratio, their geometric mean and range, and the noise beside them", () => {
  const lines = againstLines({
    checkout: "../before",
    ratios: [
      { plain: 2, packed: 1 },
      { plain: 0.5, packed: 1.21 },
    ],
    noise: [{ plain: 1.01, packed: 0.99 }],
    compared,
  });

  expect(lines).toEqual([
    "enrich against ../before: its processor time through this one's (above 1: this checkout is faster)",
    "  plain records  1.000 (0.50–2.00): 2.00 0.50",
    "  packs          1.100 (1.00–1.21): 1.00 1.21",
    "the noise: ../before against a copy of itself",
    "  plain records  1.010 (1.01–1.01): 1.01",
    "  packs          0.990 (0.99–0.99): 0.99",
    "90,000 fields of 1,500 events compared between the two: none differs.",
  ]);
});

test.each([
  {
    description: "fields that differ",
    found: { differences: ["os", "browser"] },
    says: ["90,000 fields of 1,500 events compared between the two: these differ: os, browser."],
  },
  {
    description: "fields that only one of the two gives",
    found: { onlyOurs: ["tax"], onlyTheirs: ["page_host", "page_path"] },
    says: [
      "90,000 fields of 1,500 events compared between the two: none differs.",
      "Only this one gives tax.",
      "Only that one gives page_host, page_path.",
    ],
  },
])("names $description", ({ found, says }) => {
  expect(comparedLines({ ...compared, ...found }, ["this one", "that one"])).toEqual(says);
});
