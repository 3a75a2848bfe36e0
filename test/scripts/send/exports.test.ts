import { describe, expect, test } from "@jest/globals";
import { unwrapping } from "../../../scripts/send/exports.ts";
import { loadMapping } from "../../../shared/mapping/load.ts";
import { mappingOf } from "../../shared/mapping/builders.ts";

const native = loadMapping("native");
const hit = (number: number) => ({ _index: "events", _id: `d-${number}`, _score: 1, _source: { number } });

describe("unwrapping", () => {
  test("a document of an export, with an id from index and _id", () => {
    const [found, ...more] = unwrapping(native)(hit(1))!;
    expect(more).toEqual([]);
    expect(found).toEqual({ document: { number: 1 }, id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(unwrapping(native)(hit(2))![0]!.id).not.toBe(found!.id);
  });

  test("the hits of a saved search", () => {
    const found = unwrapping(native)({ took: 1, hits: { total: { value: 3 }, hits: [hit(1), hit(2), 5] } })!;
    expect(found.map(({ document }) => document)).toEqual([{ number: 1 }, { number: 2 }, 5]);
    expect(found[0]).toEqual(unwrapping(native)(hit(1))![0]);
  });

  test("an export without _id has no id", () => {
    expect(unwrapping(native)({ _source: { a: 1 } })).toEqual([{ document: { a: 1 } }]);
  });

  test.each([
    { description: "an event", value: { event_id: "a" } },
    { description: "an event with hits of its own", value: { hits: 5 } },
    { description: "an event with a text in _source", value: { _source: "web" } },
  ])("leaves $description alone", ({ value }) => {
    expect(unwrapping(native)(value)).toBeUndefined();
  });

  test.each([{ path: "_source.kind" }, { path: ["x", "_source"] }])(
    "leaves it to a mapping that reads $path",
    ({ path }) => {
      expect(unwrapping(mappingOf({ fields: { order_id: { path } } }))(hit(1))).toBeUndefined();
    },
  );
});
