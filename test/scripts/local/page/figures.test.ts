import { describe, expect, test } from "@jest/globals";
import { figuresOf } from "../../../../scripts/local/page/figures.ts";

function figures() {
  const asked: string[] = [];
  const source = figuresOf(
    { list: () => [{ name: "funnel", description: "", database: "", sql: "" }] },
    {
      async rows(name, values = {}) {
        asked.push([name, ...Object.values(values)].join(" of "));
        return { columns: [], rows: [[asked.length]], seconds: 0.1, at: 7 };
      },
    },
  );
  return { ...source, asked };
}

describe("a figure", () => {
  test("is what its query gives, and nothing has a name that no query has", async () => {
    const { rows, asked } = figures();
    expect(await rows("funnel")).toEqual({ columns: [], rows: [[1]], seconds: 0.1, at: 7 });
    expect(await rows("select 1")).toBeUndefined();
    expect(asked).toEqual(["funnel"]);
  });

  test("of one source is asked for by its name", async () => {
    const { rows, asked } = figures();
    for (const source of ["", "shop"]) await rows("funnel", source);
    expect(asked).toEqual(["funnel", "funnel of shop"]);
  });

  test("can be asked for of the sources that there are", async () => {
    const { sources, asked } = figures();
    await sources();
    expect(asked).toEqual([expect.stringMatching(/^select source, .*\sfrom events_unique\s/s)]);
  });
});
