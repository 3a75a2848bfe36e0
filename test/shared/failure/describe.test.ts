import { createHash } from "node:crypto";
import { expect, describe as suite, test } from "@jest/globals";
import { describe, failureId } from "../../../shared/failure/describe.ts";
import { pipelineVersion } from "../../../shared/version.ts";
import { failure, failureAt } from "./builders.ts";

const context = { component: "enrich", now: Date.parse("2026-03-01T12:00:01.000Z") };

suite("describe", () => {
  test("makes a row that keeps the original bytes", () => {
    const payload = Buffer.from([0xff, 0x00, 0x7b]);
    expect(describe(failure({ payload, event_id: "e1" }), context)).toEqual({
      failure_id: expect.stringMatching(/^[0-9a-f]{32}-validate$/),
      failed_at: "2026-03-01T12:00:01.000Z",
      first_failed_at: "2026-03-01T12:00:01.000Z",
      stage: "validate",
      reason: "schema_violation",
      category: "data",
      retryable: false,
      errors: failure().errors,
      component: "enrich",
      component_version: pipelineVersion,
      event_id: "e1",
      source: failure().source,
      attempt: 1,
      replay_count: 0,
      payload: "/wB7",
      payload_bytes: 3,
      payload_sha256: createHash("sha256").update(payload).digest("hex"),
    });
  });

  test("takes the bytes of a view, not of the buffer behind it", () => {
    const payload = new Uint8Array(Buffer.from("xxabcxx").buffer.slice(0)).subarray(0, 0);
    const view = new Uint8Array(new TextEncoder().encode("..abc..")).subarray(2, 5);
    expect(describe(failure({ payload }), context).payload).toBe("");
    expect(describe(failure({ payload: view }), context).payload).toBe("YWJj");
  });

  test("cuts what the event itself may have blown up", () => {
    const error = {
      path: "/x".repeat(5000),
      expected: "a",
      actual: "b".repeat(5000),
      message: "c".repeat(5000),
    };
    const row = describe(failure({ errors: Array(100).fill(error), event_id: "e".repeat(5000) }), context);
    expect(JSON.stringify(row).length).toBeLessThan(20_000);
    expect(row.errors[0]!.message.endsWith("…")).toBe(true);
  });
});

suite("failureId", () => {
  test("is the same for a record that is delivered again", () => {
    expect(failureId(failure({ reason: "unknown" }))).toBe(failureId(failure()));
  });

  test.each([
    { what: "another index in the pack", other: failureAt(1) },
    { what: "another stage", other: failure({ stage: "enrich" }) },
    { what: "another shard", other: failure({ source: { ...failure().source, shard_id: "shardId-1" } }) },
    { what: "another stream", other: failure({ source: { ...failure().source, stream: "enriched" } }) },
    { what: "another record", other: failure({ source: { ...failure().source, sequence_number: "1" } }) },
  ])("differs for $what", ({ other }) => {
    expect(failureId(other)).not.toBe(failureId(failure()));
  });
});
