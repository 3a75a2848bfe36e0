import { describe, expect, test } from "@jest/globals";
import { parseDocument } from "../../../../../scripts/local/runtime/interpret/document.ts";
import { inOrder } from "../../../../../scripts/local/runtime/interpret/graph.ts";

const order = (resource: Record<string, Record<string, Record<string, unknown>>>, only?: string) => {
  const { blocks, locals } = parseDocument({ resource, data: { aws_region: { here: {} } } });
  return inOrder(blocks, locals, only === undefined ? undefined : ({ type }) => type === only).map(
    ({ address }) => address,
  );
};

describe("the order of creation", () => {
  test("puts each thing after what it refers to or depends on", () => {
    const addresses = order({
      a: { one: { arn: "${b.two.arn}" } },
      b: { two: { name: "x-${data.aws_region.here.name}", depends_on: ["c.three"] } },
      c: { three: {} },
    });
    expect(addresses.indexOf("b.two")).toBeLessThan(addresses.indexOf("a.one"));
    expect(addresses.indexOf("c.three")).toBeLessThan(addresses.indexOf("b.two"));
    expect(addresses.indexOf("data.aws_region.here")).toBeLessThan(addresses.indexOf("b.two"));
    expect(addresses).toHaveLength(4);
  });

  test("can be limited to some types and what they need", () => {
    const resource = { a: { one: { x: "${b.two.arn}" } }, b: { two: {} }, c: { three: {} } };
    expect(order(resource, "a")).toEqual(["b.two", "a.one"]);
  });

  test("a reference to nothing names both sides", () => {
    expect(() => order({ a: { one: { x: "${b.gone.arn}" } } })).toThrow("a.one refers to b.gone");
  });

  test("a circle is spelt out", () => {
    const resource = { a: { one: { x: "${b.two.id}" } }, b: { two: { x: "${a.one.id}" } } };
    expect(() => order(resource)).toThrow("a.one → b.two → a.one");
  });

  test("syntax that cannot be read names its resource", () => {
    expect(() => order({ a: { one: { x: "${y ? 1 : 2}" } } })).toThrow(
      "a.one: the local runtime cannot read",
    );
  });
});
