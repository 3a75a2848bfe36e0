import { expect, test } from "@jest/globals";
import { startMetrics } from "../../../../scripts/local/metrics/run-metrics.ts";

test("what the emulators are asked is counted, and what they refuse by its code", async () => {
  const metrics = startMetrics();
  const passedOn: unknown[] = [];
  const taps = metrics.counting({
    onKinesisPut: (...told) => void passedOn.push(told[0]),
    onCall: (...told) => void passedOn.push(told[3]),
  });
  taps.onKinesisPut?.(
    "raw",
    [{ data: Buffer.alloc(30) }, { data: Buffer.alloc(12) }] as never,
    "produce" as never,
  );
  taps.onCall?.("kinesis", "PutRecords", 5, undefined);
  taps.onCall?.("kinesis", "PutRecords", 5, "ThrottlingException");
  const lines = (await metrics.text()).split("\n");
  metrics.close();
  expect(lines).toContain('clickstream_stream_bytes_total{stream="raw"} 42');
  expect(lines).toContain('clickstream_stream_records_total{stream="raw"} 2');
  expect(lines).toContain(
    'clickstream_aws_call_duration_seconds_count{service="kinesis",operation="PutRecords"} 2',
  );
  expect(lines.filter((line) => line.startsWith("clickstream_aws_call_errors_total"))).toEqual([
    'clickstream_aws_call_errors_total{service="kinesis",operation="PutRecords",code="ThrottlingException"} 1',
  ]);
  expect(passedOn).toContain("raw");
});
