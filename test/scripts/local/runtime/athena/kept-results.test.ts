import { describe, expect, test } from "@jest/globals";
import { KeptResults } from "../../../../../scripts/local/runtime/athena/kept-results.ts";
import { simulatedClock } from "../simulated-clock.ts";

/** Queries that take as long as they are told; `broken` does not run once it is told so. */
function kept(takesMs = 10) {
  const clock = simulatedClock();
  const asked: { query: string; at: number }[] = [];
  const start = clock.now();
  let isBroken = false;
  const results = new KeptResults(
    {
      async run(name, { values = {} } = {}) {
        const query = [name, ...Object.values(values)].join(" of ");
        asked.push({ query, at: clock.now() - start });
        await new Promise<void>((resolve) => clock.after(takesMs, resolve));
        if (isBroken) throw new Error("The query did not run.");
        return { columns: [], rows: [[asked.length]], seconds: takesMs / 1000 };
      },
    },
    clock,
  );
  /** Looks each second as somebody does who leaves the page open. */
  async function watch(seconds: number, queries: readonly string[]) {
    for (let second = 0; second < seconds; second += 1) {
      for (const query of queries) results.rows(query).catch(() => {});
      await clock.advance(1_000);
    }
  }
  async function rows(query: string, values?: Record<string, string>) {
    const found = results.rows(query, values).catch((error: Error) => error.message);
    await clock.advance(takesMs * 5);
    return found;
  }
  return {
    results,
    clock,
    asked,
    watch,
    rows,
    fail: () => {
      isBroken = true;
    },
  };
}

describe("the results of queries", () => {
  test("are asked for once, however many look, and say when that was", async () => {
    const { results, rows, asked } = kept();
    const all = [results.rows("funnel"), rows("funnel"), rows("funnel")];
    expect(await Promise.all(all)).toEqual(
      all.map(() => ({ columns: [], rows: [[1]], seconds: 0.01, at: 1_000_010 })),
    );
    expect(asked).toHaveLength(1);
  });

  test("of other values are others", async () => {
    const { rows, asked } = kept();
    const asIts: Record<string, string>[] = [{}, { source: "shop" }, {}, { source: "news" }];
    for (const values of asIts) await rows("funnel", values);
    expect(asked.map(({ query }) => query)).toEqual(["funnel", "funnel of shop", "funnel of news"]);
  });

  test("are there at once for whoever looks again, and renewed behind them when they are old", async () => {
    const { results, clock, asked, watch } = kept();
    await watch(9, ["funnel"]);
    expect(asked).toHaveLength(1);
    await watch(2, ["funnel"]);
    expect(asked).toHaveLength(2);
    expect(await results.rows("funnel")).toMatchObject({ rows: [[2]] });
    await clock.advance(30_000);
    // That one look wants them newer once more, and nobody has looked since.
    expect(asked).toHaveLength(3);
  });

  test.each([
    { description: "one long query", queries: 1, takesMs: 4_000 },
    { description: "many of them", queries: 20, takesMs: 500 },
    { description: "many that are short", queries: 20, takesMs: 100 },
  ])("of $description take a tenth of the time at most", async ({ queries, takesMs }) => {
    const { asked, watch } = kept(takesMs);
    const names = Array.from({ length: queries }, (_, index) => `query ${index}`);
    const first = Math.ceil((queries * takesMs) / 1000);
    await watch(first, names);
    const before = asked.length;
    await watch(1_000, names);
    const share = ((asked.length - before) * takesMs) / 1_000_000;
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThanOrEqual(0.1);
    const turns = names.map((name) => asked.filter(({ query }) => query === name).length);
    expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(1);
  });

  test("are new for whoever comes back after a while", async () => {
    const { rows, clock } = kept();
    await rows("funnel");
    await clock.advance(61_000);
    expect(await rows("funnel")).toMatchObject({ rows: [[2]] });
  });

  test("are nothing that somebody waits for who only asks what is there", async () => {
    const { results, clock } = kept();
    expect(results.present("funnel")).toBeUndefined();
    await clock.advance(10);
    expect(results.present("funnel")).toMatchObject({ rows: [[1]] });
  });

  test("that do not come are a sentence for each who asks, and hold up no other", async () => {
    const { rows, asked, fail } = kept();
    fail();
    expect(await rows("funnel")).toBe("The query did not run.");
    expect(await rows("revenue")).toBe("The query did not run.");
    expect(await rows("funnel")).toBe("The query did not run.");
    expect(asked).toHaveLength(3);
  });

  test("that cannot be renewed are shown no longer", async () => {
    const { rows, watch, fail } = kept();
    await rows("funnel");
    fail();
    await watch(12, ["funnel"]);
    expect(await rows("funnel")).toBe("The query did not run.");
  });

  test("are not renewed any more once they are closed", async () => {
    const { results, rows, clock, asked } = kept();
    await rows("funnel");
    results.rows("funnel").catch(() => {});
    results.close();
    await clock.advance(60_000);
    expect(asked).toHaveLength(1);
  });
});
