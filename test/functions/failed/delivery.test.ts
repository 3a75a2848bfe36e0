import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { fileDelivery } from "../../../functions/failed/delivery.ts";
import { compress } from "../../../shared/pack/compression.ts";
import { errorLine, SENT } from "./builders.ts";

const object = (type: string) => ({ bucket: "archive", key: `errors/${type}/dt=2026-03-01/x`, from: 0 });
const file = (line: string, type = "processing-failed") =>
  fileDelivery(Buffer.from(line), object(type), SENT);
const event = '{"event_id":"e1"}';

describe("fileDelivery", () => {
  test.each([
    { type: "processing-failed", code: "Lambda.FunctionError", reason: "transform_failed" },
    {
      type: "format-conversion-failed",
      code: "DataFormatConversion.ParseError",
      reason: "conversion_failed",
    },
    {
      type: "format-conversion-failed",
      code: "DataFormatConversion.EntityNotFound",
      reason: "transform_failed",
    },
    {
      type: "activePartitionExceeded",
      code: "DynamicPartitioning.ActivePartitionsLimitExceeded",
      reason: "transform_failed",
    },
    {
      type: "partitioning-failed",
      code: "DynamicPartitioning.MissingPartitionKey",
      reason: "transform_failed",
    },
  ])("$type with $code is $reason", ({ type, code, reason }) => {
    const [filed] = file(errorLine(event, { errorCode: code }), type);
    expect(filed!.row).toMatchObject({ stage: "archive", reason, event_id: "e1" });
    expect(filed!.row.errors).toMatchObject([{ actual: code }]);
  });

  test.each([
    { names: { ErrorCode: "C", ErrorMessage: "M" } },
    { names: { lastErrorCode: "C", lastErrorMessage: "M" } },
  ])("knows the other names that AWS has for code and message: $names", ({ names }) => {
    const [filed] = file(errorLine(event, { errorCode: undefined, errorMessage: undefined, ...names }));
    expect(filed!.row.errors).toMatchObject([{ actual: "C", message: "M" }]);
  });

  test.each([
    { what: "numbers as text", given: { attemptEndingTimestamp: String(SENT), attemptsMade: "2" } },
    { what: "ISO 8601", given: { attemptEndingTimestamp: new Date(SENT).toISOString(), attemptsMade: 2 } },
  ])("takes $what", ({ given }) => {
    expect(file(errorLine(event, given))[0]!.row).toMatchObject({
      failed_at: new Date(SENT).toISOString(),
      attempt: 2,
    });
  });

  const arrival = new Date(SENT - 60_000).toISOString();
  test.each([
    { what: "both times", given: { attemptEndingTimestamp: SENT - 1_000 }, failedAt: SENT - 1_000 },
    { what: "its arrival alone", given: { attemptEndingTimestamp: undefined }, failedAt: SENT - 60_000 },
    {
      what: "no time at all, so that the notice counts",
      given: { attemptEndingTimestamp: undefined, arrivalTimestamp: undefined },
      arrivedAt: SENT,
      failedAt: SENT,
    },
  ])("a record that says $what failed then", ({ given, arrivedAt = SENT - 60_000, failedAt }) => {
    const [filed] = file(errorLine(event, { arrivalTimestamp: arrival, ...given }));
    expect(filed!.row.failed_at).toBe(new Date(failedAt).toISOString());
    expect(filed!.row.source.arrival_time).toBe(new Date(arrivedAt).toISOString());
  });

  test("a record without a place goes by its content, so that it is the same failure in every object", () => {
    const ids = (line: string) => file(line).map(({ row }) => row.failure_id);
    const twice = errorLine(event, { attemptsMade: 1, errorMessage: "another" });
    expect(ids(errorLine(event))).toEqual(ids(twice));
    expect(ids(errorLine(event))).not.toEqual(ids(errorLine('{"event_id":"e2"}')));
  });

  test("a record with a place goes by that, sub-records of an aggregate apart", () => {
    const at = (subSequenceNumber: number | null) =>
      file(errorLine(event, { sequenceNumber: "49", subSequenceNumber }))[0]!.row;
    expect(at(null).source).toMatchObject({ sequence_number: "49", subsequence_number: 0 });
    expect(at(1).failure_id).not.toBe(at(0).failure_id);
  });

  test("takes a compressed pack apart, and keeps one that is damaged as it is", () => {
    const pack = compress(Buffer.from(`${event}\n${event}`), "zstd");
    const line = (bytes: Uint8Array) => errorLine("", { rawData: Buffer.from(bytes).toString("base64") });
    expect(file(line(pack)).map(({ row }) => row.event_id)).toEqual(["e1", "e1"]);
    const cut = pack.subarray(0, 20);
    expect(file(line(cut)).map(({ bytes }) => Buffer.from(bytes))).toEqual([Buffer.from(cut)]);
  });

  test("keeps any line, and the bytes in it", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        const filed = file(line);
        expect(filed).toHaveLength(1);
        expect(Buffer.from(filed[0]!.bytes).toString()).toBe(Buffer.from(line).toString());
      }),
    );
  });
});
