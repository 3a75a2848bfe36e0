import { describe, expect, test } from "@jest/globals";
import { figuresOf } from "../../../../scripts/local/page/figures.ts";

function queries(seconds = 0.1) {
  const asked: string[] = [];
  let now = 0;
  const names = ["funnel", "revenue", "broken"];
  const figures = figuresOf(
    {
      list: () => names.map((name) => ({ name, description: "", database: "", sql: "" })),
      async run(name, { values = {} } = {}) {
        asked.push([name, ...Object.values(values)].join(" of "));
        if (name === "broken") throw new Error("The query did not run.");
        return { columns: [], rows: [[asked.length]], seconds };
      },
    },
    () => now,
  );
  return {
    figures,
    asked,
    pass(ms: number) {
      now += ms;
    },
  };
}

describe("a figure", () => {
  test("is what its query gives, and nothing has a name that no query has", async () => {
    const { figures, asked } = queries();
    expect(await figures.rows("funnel")).toEqual({ columns: [], rows: [[1]], seconds: 0.1, at: 0 });
    expect(await figures.rows("select 1")).toBeUndefined();
    expect(asked).toEqual(["funnel"]);
  });

  test("is asked for once, however many look at it, and again when it is old", async () => {
    const { figures, asked, pass } = queries();
    await Promise.all([figures.rows("funnel"), figures.rows("funnel")]);
    pass(9_999);
    await figures.rows("funnel");
    expect(asked).toHaveLength(1);
    pass(2);
    expect((await figures.rows("funnel"))!.rows).toEqual([[2]]);
  });

  test("of one source is another than that of all, and each is kept", async () => {
    const { figures, asked } = queries();
    for (const source of ["", "shop", "news", "shop"]) await figures.rows("funnel", source);
    expect(asked).toEqual(["funnel", "funnel of shop", "funnel of news"]);
  });

  test("can be asked for of the sources that there are", async () => {
    const { figures, asked } = queries();
    await Promise.all([figures.sources(), figures.sources()]);
    expect(asked).toEqual([expect.stringMatching(/^select source, .*\sfrom events_unique\s/s)]);
  });

  test("that takes long is asked for less often", async () => {
    const { figures, asked, pass } = queries(3);
    await figures.rows("funnel");
    pass(59_000);
    await figures.rows("funnel");
    expect(asked).toHaveLength(1);
    pass(2_000);
    await figures.rows("funnel");
    expect(asked).toHaveLength(2);
  });

  test("whose query fails says so, and holds up no other", async () => {
    const { figures } = queries();
    const broken = figures.rows("broken");
    const revenue = figures.rows("revenue");
    await expect(broken).rejects.toThrow("The query did not run.");
    expect(await revenue).toMatchObject({ rows: [[2]] });
    await expect(figures.rows("broken")).rejects.toThrow("The query did not run.");
  });
});
