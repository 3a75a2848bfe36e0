import { billing, GB, prices, SECONDS_A_MONTH } from "./prices.ts";

/** What a month costs at a steady rate. The packed column is what the pipeline does; the naive one is a record an event. */
export interface Load {
  eventsPerSecond: number;
  /** Mean raw event, bytes. */
  eventBytes: number;
}

export interface Shape {
  /** Events a stream record, raw and enriched. */
  rawPack: number;
  enrichedPack: number;
  /** Stored raw bytes over plain bytes. */
  compression: number;
  /** Events an invocation of enrich and of predict. */
  batch: number;
  /** Prediction items an event: 1, or less with one item a user and batch. */
  itemsPerEvent: number;
}

/** Estimates for events of synthetic shoppers; `npm run bench` gives the CPU times of a machine. */
export const ratios = {
  /** An enriched event over a raw one. */
  enrichedGrowth: 1.6,
  /** A prediction item, bytes. */
  itemBytes: 1000,
  /** Parquet over enriched JSON. */
  parquet: 0.12,
  /** Milliseconds of one core an event, all functions. */
  enrichCpuMs: 0.02,
  predictCpuMs: 0.06,
} as const;

export const naive: Shape = { rawPack: 1, enrichedPack: 1, compression: 1, batch: 50, itemsPerEvent: 1 };
export const packed: Shape = {
  rawPack: 100,
  enrichedPack: 50,
  compression: 0.13,
  batch: 500,
  itemsPerEvent: 1,
};

export interface Term {
  name: string;
  /** Dollars a month. */
  monthly: number;
  /** How it comes about, for the reader who checks it. */
  from: string;
}

/** The monthly terms of a load in a shape. Idle cost of Redis, endpoints and alarms is left to the environment. */
export function monthlyCost({ eventsPerSecond, eventBytes }: Load, shape: Shape): Term[] {
  const events = eventsPerSecond * SECONDS_A_MONTH;
  const enrichedBytes = eventBytes * ratios.enrichedGrowth;
  const raw = streamGb(events, eventBytes * shape.compression, shape.rawPack);
  const enriched = streamGb(events, enrichedBytes, shape.enrichedPack);
  const firehose = recordsGb(events, enrichedBytes, shape.enrichedPack, billing.firehoseStep);
  const items = events * shape.itemsPerEvent;
  const writes = items * Math.ceil(ratios.itemBytes / billing.dynamoStep);
  const parquetGb = (events * enrichedBytes * ratios.parquet) / GB;
  const { kinesis, dynamodb, s3 } = prices;
  return [
    {
      name: "Kinesis raw",
      monthly: raw * (kinesis.onDemandInGb + kinesis.fanOutGb) + kinesis.streamHour * 730,
      from: `${round(raw)} GB in, and out by fan-out`,
    },
    {
      name: "Kinesis enriched",
      monthly: enriched * (kinesis.onDemandInGb + 2 * kinesis.onDemandOutGb) + kinesis.streamHour * 730,
      from: `${round(enriched)} GB in, out to predict and Firehose`,
    },
    {
      name: "Firehose",
      monthly:
        firehose * (prices.firehose.ingestGb + prices.firehose.conversionGb + prices.firehose.partitioningGb),
      from: `${round(firehose)} GB in steps of 5 KiB, converted and partitioned`,
    },
    {
      name: "Lambda enrich",
      monthly: lambda(events, shape.batch, ratios.enrichCpuMs, 1.769),
      from: `${shape.batch} events an invocation`,
    },
    {
      name: "Lambda predict",
      monthly: lambda(events, shape.batch, ratios.predictCpuMs, 1.769),
      from: `${shape.batch} events an invocation`,
    },
    {
      name: "DynamoDB",
      monthly: writes * dynamodb.onDemandWrite,
      from: `${round(writes / 1e6)} million writes`,
    },
    {
      name: "S3 archive",
      monthly: parquetGb * s3.standardGb,
      from: `${round(parquetGb)} GB of Parquet, a month's`,
    },
  ];
}

/** Kinesis bills every record in whole KiB. */
const streamGb = (events: number, bytes: number, pack: number): number =>
  recordsGb(events, bytes, pack, billing.kinesisStep);

function recordsGb(events: number, bytes: number, pack: number, step: number): number {
  const record = Math.ceil((bytes * pack) / step) * step;
  return ((events / pack) * record) / GB;
}

/** Every invocation costs some fixed milliseconds beside its events: waiting for Redis and Kinesis. */
const FIXED_MS = 15;

function lambda(events: number, batch: number, cpuMs: number, memoryGb: number): number {
  const invocations = events / batch;
  const seconds = (invocations * (FIXED_MS + batch * cpuMs)) / 1000;
  return invocations * prices.lambda.requests + seconds * memoryGb * prices.lambda.armGbSecond;
}

const round = (value: number): string => Math.round(value).toLocaleString("en");

export const total = (terms: readonly Term[]): number => terms.reduce((sum, { monthly }) => sum + monthly, 0);
