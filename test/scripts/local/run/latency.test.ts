import { expect, test } from "@jest/globals";
import { Latencies } from "../../../../scripts/local/run/latency.ts";

test("the latest are those since they were last asked for; the report has all", () => {
  const latencies = new Latencies();
  latencies.record("enrich", 10);
  expect(latencies.latest().enrich).toMatchObject({ p50: 10, max: 10 });
  latencies.record("enrich", 30);
  expect(latencies.latest().enrich).toMatchObject({ p50: 30, max: 30 });
  expect(latencies.latest().enrich.max).toBe(0);
  expect(latencies.report().enrich).toMatchObject({ p50: 10, max: 30 });
});

test("nothing is measured while events of the past come", () => {
  const latencies = new Latencies();
  latencies.measuring = false;
  latencies.record("end_to_end", 1e9);
  latencies.measuring = true;
  latencies.record("end_to_end", 20);
  expect(latencies.report().end_to_end.max).toBe(20);
});
