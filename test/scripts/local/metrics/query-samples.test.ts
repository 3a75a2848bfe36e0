import { describe, expect, test } from "@jest/globals";
import {
  type MetricSample,
  presentSamples,
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

const declared = (name: string) => ({ name, description: "", database: "", sql: "" });

test("the metrics are those whose queries are declared and have been asked", () => {
  const asked: string[] = [];
  const samples = presentSamples(
    { list: () => ["funnel", "revenue"].map(declared) },
    {
      present(name) {
        asked.push(name);
        return name === "funnel" ? { ...result(["name", "sessions"], ["view", 3]), at: 0 } : undefined;
      },
    },
  );
  expect([...samples]).toEqual([["clickstream_funnel_sessions", [[{ step: "view" }, 3]]]]);
  expect(asked).toEqual(["funnel", "revenue"]);
});

test("each metric is of a named query", async () => {
  const { readdirSync } = await import("node:fs");
  const queries = new Set(readdirSync("shared/queries").map((file) => file.replace(".sql", "")));
  expect(Object.values(queryMetrics).filter(({ query }) => !queries.has(query))).toEqual([]);
});
