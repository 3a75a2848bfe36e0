import { expect, test } from "@jest/globals";
import { environments } from "../../infra/environments.ts";
import { only, synthesized } from "./synthesized.ts";

test.each(Object.values(environments))(
  "the streams of $name keep records for two days or more",
  (environment) => {
    const stack = synthesized({}, environment);
    for (const name of ["raw", "enriched"] as const) {
      const { retention_period: hours } = only(stack, "aws_kinesis_stream", name).body;
      expect(hours).toBe(environment[name].retentionHours);
      expect(hours).toBeGreaterThanOrEqual(48);
    }
  },
);

test("a stream grows by itself, or has the shards that the environment gives it", () => {
  const stack = synthesized({ raw: { shards: 12, retentionHours: 48 } });
  const raw = only(stack, "aws_kinesis_stream", "raw").body;
  expect(raw).toMatchObject({ stream_mode_details: { stream_mode: "PROVISIONED" }, shard_count: 12 });
  const enriched = only(stack, "aws_kinesis_stream", "enriched").body;
  expect(enriched.stream_mode_details).toEqual({ stream_mode: "ON_DEMAND" });
  // Terraform's plan refuses a number of shards together with ON_DEMAND.
  expect(enriched.shard_count).toBeUndefined();
});
