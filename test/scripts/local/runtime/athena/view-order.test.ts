import { expect, test } from "@jest/globals";
import { inReadingOrder } from "../../../../../scripts/local/runtime/athena/view-order.ts";

const ordered = (reads: Readonly<Record<string, string[] | undefined>>) =>
  inReadingOrder(
    Object.keys(reads).map((name) => ({ name })),
    ({ name }) => reads[name]!,
  ).map(({ name }) => name);

test.each([
  { what: "that read tables alone stay as given", reads: { b: ["t"], a: ["t"] }, order: ["b", "a"] },
  {
    what: "come behind those that they read",
    reads: { c: ["b", "t"], b: ["a"], a: ["t"] },
    order: ["a", "b", "c"],
  },
  {
    what: "are read by several",
    reads: { d: ["b", "c"], c: ["a"], b: ["a"], a: [] },
    order: ["a", "c", "b", "d"],
  },
])("views $what", ({ reads, order }) => {
  expect(ordered(reads)).toEqual(order);
});

test("views that read each other are named", () => {
  expect(() => ordered({ a: ["t"], b: ["c"], c: ["b"] })).toThrow(
    "The views b, c read each other in a circle.",
  );
});
