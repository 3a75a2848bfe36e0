import { expect, test } from "@jest/globals";
import { Recent } from "../../../../scripts/local/run/recent.ts";

test.each([
  { added: 0, kept: [] },
  { added: 2, kept: [1, 0] },
  { added: 3, kept: [2, 1, 0] },
  { added: 8, kept: [7, 6, 5] },
])("of $added values the latest three are kept, the newest first", ({ added, kept }) => {
  const recent = new Recent<number>(3);
  for (let value = 0; value < added; value += 1) recent.add(value);
  expect([...recent.newestFirst()]).toEqual(kept);
});
