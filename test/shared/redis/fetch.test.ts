import { expect, test } from "@jest/globals";
import { groupsOf } from "../../../shared/redis/fetch.ts";

const CLUSTERED = true;

test.each([
  {
    description: "keys with one text in their braces go together",
    keys: ["{a}:1", "{b}:1", "{a}:2"],
    groups: [["{a}:1", "{a}:2"], ["{b}:1"]],
  },
  {
    description: "the first braces count, up to the first that closes",
    keys: ["{a}{b}", "{a}", "{a}}"],
    groups: [["{a}{b}", "{a}", "{a}}"]],
  },
  {
    description: "a key without a text in braces goes by the whole of itself",
    keys: ["{}:1", "{}:2", "a{", "a}"],
    groups: [["{}:1"], ["{}:2"], ["a{"], ["a}"]],
  },
])("in a cluster, $description", ({ keys, groups }) => {
  expect(groupsOf(keys, CLUSTERED).map((group) => group.keys)).toEqual(groups);
});

test("of one server, all keys go together", () => {
  expect(groupsOf(["{a}:1", "{b}:1"], !CLUSTERED)).toEqual([{ keys: ["{a}:1", "{b}:1"], at: [0, 1] }]);
});

test("more keys than a command may name go into several, each with its places", () => {
  const keys = Array.from({ length: 4_001 }, (_, at) => `k${at}`);
  const groups = groupsOf(keys, !CLUSTERED);
  expect(groups.map((group) => group.keys.length)).toEqual([2_000, 2_000, 1]);
  expect(groups.flatMap(({ at }) => at)).toEqual(keys.map((_, at) => at));
});
