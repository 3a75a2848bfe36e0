import { describe, expect, test } from "@jest/globals";
import { mappings } from "../../../shared/mapping/load.ts";
import { withPaths } from "../../../shared/mapping/paths.ts";
import { rulesOf } from "../../../shared/mapping/source-mapping.ts";
import { mappingOf } from "./builders.ts";

describe("withPaths", () => {
  test("changes every path, and nothing else", () => {
    const mapping = mappingOf({
      fields: {
        order_id: [
          { path: ["a", "b.c"], when: { d: ["x"] }, unless: { e: ["y"] }, hash: true },
          { constant: "k" },
        ],
        region: { template: "{f}:{g}" },
      },
      metadata: { source: "h" },
      properties: { took: { seconds_between: ["k", ["l", "m"]] } },
      identity: ["i"],
      unwrap: ["j"],
      json: ["n"],
      undated: [{ o: ["z"] }],
      missing: [{ attribute: "user_id", when: { p: [] }, because: "of it" }],
    });
    const changed = withPaths(mapping, (path) => path.toUpperCase());
    expect(changed).toMatchObject({
      name: "test",
      fields: {
        order_id: [
          { path: ["A", "B.C"], when: { D: ["x"] }, unless: { E: ["y"] }, hash: true },
          { constant: "k" },
        ],
        region: [{ template: "{F}:{G}" }],
      },
      metadata: { source: [{ path: ["H"] }] },
      properties: { took: [{ seconds_between: [["K"], ["L", "M"]] }] },
      identity: ["I"],
      unwrap: ["J"],
      json: ["N"],
      undated: [{ O: ["z"] }],
      missing: [{ attribute: "user_id", when: { P: [] }, because: "of it" }],
    });
  });

  test("says which attribute a path may give, and on which it is only a condition", () => {
    const seen: unknown[] = [];
    const mapping = {
      name: "m",
      fields: { price: { path: "a", when: { b: ["x"] } } },
      metadata: { source: "c" },
    };
    withPaths(mapping, (path, { attribute, isCondition }) => {
      seen.push([path, attribute, isCondition]);
      return path;
    });
    expect(seen).toEqual([
      ["a", "price", false],
      ["b", "price", true],
      ["c", "metadata.source", false],
    ]);
  });

  test.each([...mappings.values()].filter(({ passthrough }) => passthrough !== true))(
    "$name with the same paths is the same",
    (mapping) => {
      const same = withPaths(mapping, (path) => path);
      expect(Object.keys(same).sort()).toEqual(Object.keys(mapping).sort());
      for (const [name, rules] of Object.entries(mapping.fields ?? {}))
        expect(same.fields![name]).toEqual(rulesOf(rules));
    },
  );
});
