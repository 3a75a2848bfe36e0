import { expect, test } from "@jest/globals";
import { hint, nearest } from "../../../shared/mapping/nearest.ts";

test.each([
  { description: "a letter too many", given: "user_iid", allowed: ["event_id", "user_id"], meant: "user_id" },
  { description: "other case", given: "User_ID", allowed: ["user_id"], meant: "user_id" },
  {
    description: "a part of a long name goes before half of a short one",
    given: "user",
    allowed: ["tier", "user_id"],
    meant: "user_id",
  },
  {
    description: "of two that are as near, the first",
    given: "tax",
    allowed: ["max", "fax"],
    meant: "max",
  },
  {
    description: "more than a third is wrong",
    given: "price",
    allowed: ["quantity", "coupon"],
    meant: undefined,
  },
  { description: "nothing is allowed", given: "price", allowed: [], meant: undefined },
])("a name with $description: $given", ({ given, allowed, meant }) => {
  expect(nearest(given, allowed)).toBe(meant);
  expect(hint(given, allowed)).toBe(meant === undefined ? "" : `; did you mean "${meant}"?`);
});
