import { describe, expect, test } from "@jest/globals";
import { RunRegistry } from "../../../../scripts/local/metrics/registry.ts";
import { promtool, testWith } from "../../../prometheus.ts";

const enrich = "clickstream-dev-enrich";
const linesOf = async (registry: RunRegistry) => (await registry.text()).split("\n");

describe("what a function wrote", () => {
  test.each([
    {
      description: "a count is added up",
      name: "EventsIn",
      values: [3, 4],
      line: `clickstream_events_in_total{function="${enrich}"} 7`,
    },
    {
      description: "a duration counts in seconds",
      name: "RedisLatency",
      values: [1500, 500],
      line: `clickstream_redis_latency_seconds_sum{function="${enrich}"} 2`,
    },
    {
      description: "each duration falls into its bucket",
      name: "RedisLatency",
      values: [1.5, 3, 3],
      line: `clickstream_redis_latency_seconds_bucket{le="0.002",function="${enrich}"} 1`,
    },
    {
      description: "sizes keep their unit",
      name: "ScoringBatchSize",
      values: [20, 30],
      line: `clickstream_scoring_batch_size_sum{function="${enrich}"} 50`,
    },
    {
      description: "of an age the last counts",
      name: "CursorAge",
      values: [9000, 2500],
      line: `clickstream_cursor_age_seconds{function="${enrich}"} 2.5`,
    },
    {
      description: "look-ups go by step and status",
      name: "LookUpSessionIndexStale",
      values: [2],
      line: `clickstream_look_ups_total{function="${enrich}",step="session_index",status="stale"} 2`,
    },
  ])("$description", async ({ name, values, line }) => {
    const registry = new RunRegistry();
    registry.written(enrich, name, values);
    expect(await linesOf(registry)).toContain(line);
  });

  test("has no name where the list has none", async () => {
    const [one, other] = [new RunRegistry(), new RunRegistry()];
    one.written(enrich, "SomethingElse", [1]);
    expect(await one.text()).toBe(await other.text());
  });

  test("begins at 0, for an increase from nothing is none to Prometheus", async () => {
    const registry = new RunRegistry();
    registry.expect(enrich, "enrich");
    const lines = await linesOf(registry);
    expect(lines).toContain(`clickstream_events_failed_total{function="${enrich}"} 0`);
    expect(lines.join()).not.toContain("clickstream_events_archived_total{");
  });
});

test("samples replace those of before", async () => {
  const registry = new RunRegistry();
  registry.replace("clickstream_failed_events", [[{ stage: "decode", reason: "not_json" }, 3]]);
  registry.replace("clickstream_failed_events", [[{ stage: "validate", reason: 'odd"' }, 1]]);
  const lines = (await linesOf(registry)).filter((line) => line.startsWith("clickstream_failed_events{"));
  expect(lines).toEqual(['clickstream_failed_events{stage="validate",reason="odd\\""} 1']);
});

test("names end as Prometheus asks: counters with _total, others not, and all in base units", async () => {
  const declared = (await linesOf(new RunRegistry())).flatMap((line) => {
    const [, name, kind] = /^# TYPE (\S+) (\S+)/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, kind }];
  });
  expect(declared.length).toBeGreaterThan(80);
  expect(declared.filter(({ name, kind }) => (kind === "counter") !== name.endsWith("_total"))).toEqual([]);
  expect(declared.filter(({ name }) => /_(ms|milliseconds|mb|count|sum|bucket)(_|$)/.test(name))).toEqual([]);
});

testWith("promtool", "promtool finds nothing to complain about", async () => {
  const registry = new RunRegistry();
  registry.expect(enrich, "enrich");
  registry.written(enrich, "RedisLatency", [1]);
  registry.observe("clickstream_latency_seconds", { hop: "enrich" }, 0.2);
  registry.replace("clickstream_redis_up", [[{}, 1]]);
  expect(promtool(["check", "metrics"], await registry.text())).toEqual({ status: 0, output: "" });
  const wrong = "# HELP x_milliseconds X\n# TYPE x_milliseconds counter\nx_milliseconds 1\n";
  expect(promtool(["check", "metrics"], wrong).status).not.toBe(0);
});
