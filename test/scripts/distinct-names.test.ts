import { expect, test } from "@jest/globals";
import { distinctNames } from "../../scripts/distinct-names.ts";

test.each([
  ["names that differ stay", ["id", "ID"], ["id", "ID"]],
  ["the second and the third get numbers", ["id", "id", "id"], ["id", "id_2", "id_3"]],
  ["no number makes a name that is there", ["id", "id_2", "id"], ["id", "id_2", "id_3"]],
])("%s", (_what, names, distinct) => {
  expect(distinctNames(names)).toEqual(distinct);
});
