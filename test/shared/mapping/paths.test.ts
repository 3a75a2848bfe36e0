import { describe, expect, test } from "@jest/globals";
import { mappings } from "../../../shared/mapping/load.ts";
import { pathsOf, withPaths } from "../../../shared/mapping/paths.ts";
import { rulesOf, type SourceMapping } from "../../../shared/mapping/source-mapping.ts";
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

test("pathsOf says which attribute a path may give, on which it is only a condition, and where it stands by itself", () => {
  const mapping: SourceMapping = {
    name: "m",
    fields: { price: { path: "a", when: { b: ["x"] } } },
    metadata: { source: "c" },
    unwrap: ["d"],
  };
  expect(pathsOf(mapping)).toEqual([
    { path: "a", attribute: "price", role: "value" },
    { path: "b", attribute: "price", role: "condition" },
    { path: "c", attribute: "metadata.source", role: "value" },
    { path: "d", attribute: "unwrap", role: "place" },
  ]);
});
