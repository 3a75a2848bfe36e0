import { describe, expect, test } from "@jest/globals";
import {
  type MetricSample,
  querySamples,
  samplesOf,
} from "../../../../scripts/local/metrics/query-samples.ts";
import type { QueryResult } from "../../../../scripts/local/runtime/athena/types.ts";
import { type QueryMetric, queryMetrics } from "../../../../shared/observability/query-metrics.ts";

const result = (columns: string[], ...rows: unknown[][]): QueryResult => ({
  columns: columns.map((name) => ({ name, type: "VARCHAR" })),
  rows,
  seconds: 0.1,
});
const metric = { help: "", query: "q", labels: { page: "page_path" }, value: "views", rows: 2 };

interface Taken {
  description: string;
  of: QueryMetric;
  rows: QueryResult;
  samples: MetricSample[];
}

describe("samples of a query's rows", () => {
  test.each<Taken>([
    {
      description: "take label and value from their columns",
      of: metric,
      rows: result(["views", "page_path"], [3, "/a"]),
      samples: [[{ page: "/a" }, 3]],
    },
    {
      description: "are the first ones, as queries put the largest first",
      of: metric,
      rows: result(["page_path", "views"], ["/a", 3], ["/b", 2], ["/c", 1]),
      samples: [
        [{ page: "/a" }, 3],
        [{ page: "/b" }, 2],
      ],
    },
    {
      description: "are the last days",
      of: { ...metric, labels: { day: "day" } },
      rows: result(["day", "views"], ["1", 3], ["2", 2], ["3", 1]),
      samples: [
        [{ day: "2" }, 2],
        [{ day: "3" }, 1],
      ],
    },
    {
      description: "are whole days, as a part of one would have too small a sum",
      of: { ...metric, labels: { day: "day", currency: "currency" }, rows: 3 },
      rows: result(
        ["day", "currency", "views"],
        ["1", "EUR", 3],
        ["1", "USD", 2],
        ["2", "EUR", 1],
        ["2", "USD", 4],
      ),
      samples: [
        [{ day: "2", currency: "EUR" }, 1],
        [{ day: "2", currency: "USD" }, 4],
      ],
    },
    {
      description: "leave out what has no value, which is not 0",
      of: metric,
      rows: result(["page_path", "views"], ["/a", null], ["/b", 2]),
      samples: [[{ page: "/b" }, 2]],
    },
    {
      description: "name what is null by nothing",
      of: metric,
      rows: result(["page_path", "views"], [null, 2]),
      samples: [[{ page: "" }, 2]],
    },
  ])("$description", ({ of, rows, samples }) => expect(samplesOf(of, rows)).toEqual(samples));
});

const funnel = { name: "funnel", description: "", database: "", sql: "" };
const views = (sessions: number) => result(["name", "sessions"], ["view", sessions]);

test("queries are asked again when they are old, and long ones later; nobody waits for them", async () => {
  let now = 0;
  let asked = 0;
  const samples = querySamples(
    {
      list: () => [funnel],
      run: async () => {
        asked += 1;
        now += asked === 1 ? 100 : 5_000;
        return views(asked);
      },
    },
    () => now,
  );
  const look = async (at: number) => {
    now = at;
    const seen = [...samples.present().values()].flat().map(([, value]) => value);
    await samples.settled();
    return { seen, asked };
  };
  expect(await look(0)).toEqual({ seen: [], asked: 1 });
  expect(await look(14_000)).toEqual({ seen: [1], asked: 1 });
  expect(await look(16_000)).toEqual({ seen: [1], asked: 2 });
  expect(await look(60_000)).toEqual({ seen: [2], asked: 2 });
});

test("a query that does not run gives what it gave before", async () => {
  let now = 0;
  const run = async () => {
    if (now > 0) throw new Error("no files");
    return views(1);
  };
  const samples = querySamples({ list: () => [funnel], run }, () => now);
  samples.present();
  await samples.settled();
  const before = samples.present();
  now = 100_000;
  samples.present();
  await samples.settled();
  expect(samples.present()).toEqual(before);
  expect([...before]).toEqual([["clickstream_funnel_sessions", [[{ step: "view" }, 1]]]]);
});

test("each metric is of a named query", async () => {
  const { readdirSync } = await import("node:fs");
  const queries = new Set(readdirSync("shared/queries").map((file) => file.replace(".sql", "")));
  expect(Object.values(queryMetrics).filter(({ query }) => !queries.has(query))).toEqual([]);
});
