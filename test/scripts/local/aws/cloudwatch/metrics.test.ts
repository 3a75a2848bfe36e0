import { describe, expect, test } from "@jest/globals";
import { cbor, dateToTag } from "@smithy/core/cbor";
import type { LocalAws } from "../../../../../scripts/local/aws/index.ts";
import { localAws } from "../local-aws.ts";

const signed = "AWS4-HMAC-SHA256 Credential=x/20261129/eu-central-1/monitoring/aws4_request, Signature=0";

/** A call as the CLI and the SDKs make it, which is in CBOR. */
async function call(aws: LocalAws, operation: string, input: object) {
  const response = await fetch(`${aws.url}/service/GraniteServiceVersion20100801/operation/${operation}`, {
    method: "POST",
    headers: { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor", authorization: signed },
    body: Buffer.from(cbor.serialize(input)),
  });
  expect(response.headers.get("smithy-protocol")).toBe("rpc-v2-cbor");
  return { status: response.status, output: cbor.deserialize(new Uint8Array(await response.arrayBuffer())) };
}

const MINUTE = 60_000;
const NOON = Date.parse("2026-11-29T12:00:00Z");
const dimensions = [{ Name: "service", Value: "enrich" }];

/** A line as Powertools writes it. */
const emf = (time: number, values: Record<string, number | number[]>) => ({
  _aws: {
    Timestamp: time,
    CloudWatchMetrics: [
      {
        Namespace: "Clickstream",
        Dimensions: [["service"]],
        Metrics: Object.keys(values).map((Name) => ({ Name, Unit: "Count" })),
      },
    ],
  },
  service: "enrich",
  ...values,
});

const query = (MetricName: string, Stat: string, Period = 60) => ({
  Id: Stat.replace(".", "_").toLowerCase(),
  MetricStat: { Metric: { Namespace: "Clickstream", MetricName, Dimensions: dimensions }, Period, Stat },
});

async function values(aws: LocalAws, ...queries: object[]): Promise<number[][]> {
  const { output } = await call(aws, "GetMetricData", {
    MetricDataQueries: queries,
    StartTime: dateToTag(new Date(NOON)),
    EndTime: dateToTag(new Date(NOON + 10 * MINUTE)),
    ScanBy: "TimestampAscending",
  });
  return output.MetricDataResults.map(({ Values }: { Values: number[] }) => Values);
}

describe("metrics of functions' lines", () => {
  test("are read by the minute, by every statistic", async () => {
    const aws = await localAws({ now: () => NOON });
    aws.putEmf(emf(NOON, { EventsIn: 3, Duration: [1, 2, 3, 400] }));
    aws.putEmf(emf(NOON + MINUTE, { EventsIn: [4, 5] }));
    expect(await values(aws, query("EventsIn", "Sum"), query("EventsIn", "SampleCount"))).toEqual([
      [3, 9],
      [1, 2],
    ]);
    const statistics = ["Average", "Minimum", "Maximum"].map((name) => query("Duration", name));
    expect(await values(aws, ...statistics)).toEqual([[101.5], [1], [400]]);
    const [[median], [high]] = (await values(aws, query("Duration", "p50"), query("Duration", "p99.9"))) as [
      [number],
      [number],
    ];
    expect(Math.abs(median! - 2)).toBeLessThan(0.03);
    expect(Math.abs(high! / 400 - 1)).toBeLessThan(0.01);
  });

  test("are added up over longer periods, latest first unless asked otherwise", async () => {
    const aws = await localAws({ now: () => NOON });
    for (let minute = 0; minute < 10; minute += 1)
      aws.putEmf(emf(NOON + minute * MINUTE, { EventsIn: minute }));
    expect(await values(aws, query("EventsIn", "Sum", 300))).toEqual([[10, 35]]);
    const { output } = await call(aws, "GetMetricData", {
      MetricDataQueries: [query("EventsIn", "Sum", 300)],
      StartTime: dateToTag(new Date(NOON)),
      EndTime: dateToTag(new Date(NOON + 10 * MINUTE)),
    });
    const [{ Timestamps, Values }] = output.MetricDataResults;
    expect(Values).toEqual([35, 10]);
    expect(Timestamps.map(({ tag, value }: { tag: number; value: number }) => [tag, value])).toEqual([
      [1, NOON / 1000 + 300],
      [1, NOON / 1000],
    ]);
  });

  test("are the last three hours' of a metric", async () => {
    const aws = await localAws({ now: () => NOON });
    for (let minute = -200; minute < 5; minute += 1) aws.putEmf(emf(NOON + minute * MINUTE, { EventsIn: 1 }));
    const { output } = await call(aws, "GetMetricStatistics", {
      Namespace: "Clickstream",
      MetricName: "EventsIn",
      Dimensions: dimensions,
      StartTime: dateToTag(new Date(NOON - 300 * MINUTE)),
      EndTime: dateToTag(new Date(NOON + 10 * MINUTE)),
      Period: 60,
      Statistics: ["Sum"],
    });
    expect(output.Datapoints).toHaveLength(180);
  });
});

test("metrics that others put are read and listed", async () => {
  const aws = await localAws({ now: () => NOON });
  const datum = { MetricName: "Temperature", Dimensions: [{ Name: "room", Value: "a" }] };
  const put = await call(aws, "PutMetricData", {
    Namespace: "House",
    MetricData: [
      { ...datum, Value: 20, Timestamp: dateToTag(new Date(NOON)) },
      { ...datum, Values: [10, 30], Counts: [1, 2] },
      { ...datum, StatisticValues: { SampleCount: 2, Sum: 10, Minimum: 4, Maximum: 6 } },
    ],
  });
  expect(put.status).toBe(200);
  const asked = (name: string, dimension: object[]) =>
    call(aws, "ListMetrics", { Namespace: name, Dimensions: dimension }).then(({ output }) => output.Metrics);
  expect(await asked("House", [{ Name: "room" }])).toEqual([{ Namespace: "House", ...datum }]);
  expect(await asked("House", [{ Name: "room", Value: "b" }])).toEqual([]);
  const { output } = await call(aws, "GetMetricData", {
    MetricDataQueries: ["Sum", "SampleCount", "Minimum"].map((Stat) => ({
      Id: Stat.toLowerCase(),
      MetricStat: { Metric: { Namespace: "House", ...datum }, Period: 60, Stat },
    })),
    StartTime: dateToTag(new Date(NOON)),
    EndTime: dateToTag(new Date(NOON + MINUTE)),
  });
  expect(output.MetricDataResults.map(({ Values }: { Values: number[] }) => Values)).toEqual([
    [100],
    [6],
    [4],
  ]);
});

test.each([
  {
    description: "an expression",
    queries: [{ Id: "e", Expression: "m1 + 1" }],
    says: "calculates no expressions",
  },
  { description: "a period that is no minute", queries: [query("X", "Sum", 10)], says: "multiple of 60" },
])("$description is refused with a sentence", async ({ queries, says }) => {
  const aws = await localAws();
  const { status, output } = await call(aws, "GetMetricData", {
    MetricDataQueries: queries,
    StartTime: dateToTag(new Date(NOON)),
    EndTime: dateToTag(new Date(NOON + MINUTE)),
  });
  expect([status, output.__type]).toEqual([400, "ValidationError"]);
  expect(output.message).toContain(says);
});
