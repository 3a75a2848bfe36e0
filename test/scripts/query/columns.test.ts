import { describe, expect, test } from "@jest/globals";
import { columnsOf, columnTable } from "../../../scripts/query/columns.ts";
import { usage } from "../../../scripts/query/options.ts";
import { product } from "../../../shared/custom/steps/product.ts";
import { archiveViews } from "../../../shared/queries/views.ts";
import { rollups } from "../../../shared/rollups/rollups.ts";

const names = [...archiveViews, ...rollups].map(({ name }) => name);

describe("the columns", () => {
  test.each([...names, "failed_events", "predictions"])("of %s have a name, a type and a meaning", (name) => {
    const columns = columnsOf(name, []);
    expect(columns.length).toBeGreaterThan(3);
    for (const { name, type, comment } of columns)
      expect([name, type, comment].join("/")).toMatch(/^\w+\/.+\/\w/);
  });

  test("of events are those of their view, and those of steps of one's own, which say so", () => {
    const own = columnsOf("events_by_person", [product]).filter(({ comment }) =>
      comment.includes("the step product"),
    );
    expect(own.map(({ name }) => name)).toEqual(Object.keys(product.fields));
    expect(columnsOf("persons", [product])).toBe(columnsOf("persons", []));
  });

  test("of nothing that is there are refused with what is", () => {
    expect(() => columnsOf("event_by_person")).toThrow(/events_by_person.*did you mean/is);
  });

  test("stand a line each, and long types are shortened", () => {
    const lines = columnTable([
      { name: "items", type: "array<struct<product_id:string,price:double>>", comment: "The products" },
      { name: "dt", type: "string", comment: "Day" },
    ]).split("\n");
    expect(lines[0]).toMatch(/^items {2}array<…> +The products$/);
    expect(lines[1]).toMatch(/^dt {5}string +Day$/);
  });
});

test("the help names what columns are there of", () => {
  for (const name of ["events_unique", "events_by_person", "persons", "purchases"])
    expect(usage).toContain(name);
});
