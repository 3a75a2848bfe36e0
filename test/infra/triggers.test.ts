import { describe, expect, test } from "@jest/globals";
import { environments } from "../../infra/environments.ts";
import { only, synthesized } from "./synthesized.ts";

describe.each(Object.values(environments))("stream triggers in $name", (environment) => {
  const stack = synthesized({}, environment);
  const driven = environment.scoring === "inline" ? (["enrich"] as const) : (["enrich", "predict"] as const);
  test.each(driven)("%s takes each figure for what it is", (name) => {
    const { body } = only(stack, "aws_lambda_event_source_mapping", `.${name}_`);
    const trigger = environment.triggers[name];
    expect(body).toMatchObject({
      starting_position: "TRIM_HORIZON",
      batch_size: trigger.batchSize,
      maximum_batching_window_in_seconds: trigger.windowSeconds,
      parallelization_factor: trigger.parallelization,
      bisect_batch_on_function_error: true,
      maximum_retry_attempts: trigger.retryAttempts,
      maximum_record_age_in_seconds: trigger.recordAgeSeconds,
    });
  });

  test("are such that a swap of retries and parallelization would be seen", () => {
    for (const { parallelization, retryAttempts } of [
      environment.triggers.enrich,
      environment.triggers.predict,
    ])
      expect(parallelization).not.toBe(retryAttempts);
  });
});

test("a trigger that is made anew begins where it is told", () => {
  const { dev } = environments;
  const from = "2026-11-30T08:00:00Z";
  const triggers = { ...dev.triggers, predict: { ...dev.triggers.predict, fanOut: true, from } };
  expect(only(synthesized({ triggers }), "aws_lambda_event_source_mapping", ".predict_").body).toMatchObject({
    starting_position: "AT_TIMESTAMP",
    starting_position_timestamp: from,
  });
});

test("one environment scores in the enriching invocation, by fan-out and without a window", () => {
  const inline = Object.values(environments).filter(({ scoring }) => scoring === "inline");
  expect(inline.map(({ name, triggers: { enrich } }) => [name, enrich.fanOut, enrich.windowSeconds])).toEqual(
    [["staging", true, 0]],
  );
  const stack = synthesized({}, environments.staging);
  expect(() => only(stack, "aws_lambda_event_source_mapping", ".predict_")).toThrow();
});
