import { expect, test } from "@jest/globals";
import { hurriedTransform, hurriedWait } from "../../../../../scripts/local/runtime/firehose/hurried-wait.ts";

test.each([
  ["the first file comes at once, whoever looks", 0, Number.POSITIVE_INFINITY, 300],
  ["the first file comes at once", 0, 0, 300],
  ["while somebody looks, files come often", 1, 0, 5_000],
  ["a minute after a query somebody may still look", 9, 59_999, 5_000],
  ["then nobody does", 9, 60_000, 20_000],
  ["or nobody ever has", 1, Number.POSITIVE_INFINITY, 20_000],
])("%s", (_what, files, sinceLookedMs, expected) => {
  expect(hurriedWait(files, sinceLookedMs)).toBe(expected);
});

test("the transform of the first file comes soon, and later ones gather", () => {
  expect([0, 1, 99].map(hurriedTransform)).toEqual([200, 1_000, 1_000]);
});
