/**
 * List prices in US dollars, us-east-1, without free tiers and discounts, as of July 2026. The rounding rules beside them
 * were read on AWS's pages; the prices are second-hand: check them on the page that each group names before quoting a
 * figure. They change, and they differ by region.
 */
export const prices = {
  /** aws.amazon.com/kinesis/data-streams/pricing. A month of a GB is 730 hours. */
  kinesis: {
    onDemandInGb: 0.08,
    onDemandOutGb: 0.04,
    onDemandFanOutGb: 0.05,
    onDemandStreamHour: 0.04,
    /** Of what is kept beyond a day, up to seven. */
    onDemandExtendedGbMonth: 0.1,
    shardHour: 0.015,
    putUnit: 0.014e-6,
    /** For more than a day, up to seven. */
    extendedShardHour: 0.02,
    fanOutGb: 0.013,
    fanOutShardHour: 0.015,
  },
  /** aws.amazon.com/firehose/pricing: conversion goes by what was ingested, partitioning by what is delivered. */
  firehose: {
    ingestGb: [
      { upTo: 500 * 1024, each: 0.029 },
      { upTo: 2000 * 1024, each: 0.025 },
      { upTo: Number.POSITIVE_INFINITY, each: 0.02 },
    ],
    conversionGb: 0.018,
    partitioningGb: 0.02,
    partitionedObject: 0.005e-3,
  },
  /** aws.amazon.com/lambda/pricing, arm64. */
  lambda: {
    request: 0.2e-6,
    gbSecond: [
      { upTo: 7.5e9, each: 13.3334e-6 },
      { upTo: 18.75e9, each: 12.0001e-6 },
      { upTo: Number.POSITIVE_INFINITY, each: 10.6667e-6 },
    ],
  },
  /** aws.amazon.com/dynamodb/pricing, standard tables. */
  dynamodb: {
    onDemandWrite: 0.625e-6,
    onDemandRead: 0.125e-6,
    writeUnitHour: 0.00065,
    readUnitHour: 0.00013,
    storageGb: 0.25,
    recoveryGb: 0.2,
  },
  /** aws.amazon.com/athena/pricing: a TB scanned. */
  athenaGb: 5 / 1024,
  /** aws.amazon.com/s3/pricing, Intelligent-Tiering by days since the last access. */
  s3: {
    frequentGb: 0.023,
    infrequentGb: 0.0125,
    archiveInstantGb: 0.004,
    monitoredObject: 0.0025e-3,
    put: 0.005e-3,
  },
  /** aws.amazon.com/elasticache/pricing, Valkey, an hour of a node. */
  cacheNodeHour: {
    "cache.t4g.small": 0.0256,
    "cache.m7g.large": 0.1264,
    "cache.r7g.large": 0.1752,
    "cache.r7g.xlarge": 0.3496,
    "cache.r7g.2xlarge": 0.6992,
  } as Readonly<Record<string, number>>,
  cacheSnapshotGb: 0.085,
  /** aws.amazon.com/opensearch-service/pricing: an hour of a data node, and a month of a GB of gp3. */
  searchInstanceHour: {
    "t3.small.search": 0.036,
    "t3.medium.search": 0.073,
    "m6g.large.search": 0.128,
    "r6g.large.search": 0.167,
    "r6g.xlarge.search": 0.335,
    "r6g.2xlarge.search": 0.669,
  } as Readonly<Record<string, number>>,
  searchStorageGb: 0.122,
  /** aws.amazon.com/cloudwatch/pricing and aws.amazon.com/xray/pricing. */
  cloudWatch: { logIngestGb: 0.5, logStorageGb: 0.03, metric: 0.3, alarm: 0.1, dashboard: 3 },
  trace: 5e-6,
  /** aws.amazon.com/privatelink/pricing, aws.amazon.com/vpc/pricing, aws.amazon.com/ec2/pricing (between zones). */
  network: { endpointHour: 0.01, endpointGb: 0.01, natHour: 0.045, natGb: 0.045, crossZoneGb: 0.01 },
  /** aws.amazon.com/kms/pricing, aws.amazon.com/secrets-manager/pricing, aws.amazon.com/sqs/pricing. */
  key: 1,
  secret: 0.4,
  /** aws.amazon.com/athena/pricing. */
  athena: { scannedTb: 5 },
} as const;

/**
 * Rounding: Kinesis on demand by KiB a record, its PUT units by 25 KB, Firehose by 5 KiB a record, DynamoDB by KiB a
 * write.
 */
export const billing = {
  kinesisStep: 1024,
  putUnitBytes: 25 * 1024,
  firehoseStep: 5 * 1024,
  writeUnitBytes: 1024,
  readUnitBytes: 4096,
} as const;

export const GB = 1024 ** 3;
export const HOURS_A_MONTH = 730;
export const SECONDS_A_MONTH = HOURS_A_MONTH * 3600;
export const DAYS_A_MONTH = HOURS_A_MONTH / 24;

export type Tiers = readonly { upTo: number; each: number }[];

/** What an amount costs where the first of it is dearer than the rest. */
export function tiered(amount: number, tiers: Tiers): number {
  let below = 0;
  let dollars = 0;
  for (const { upTo, each } of tiers) {
    dollars += Math.max(0, Math.min(amount, upTo) - below) * each;
    below = upTo;
  }
  return dollars;
}
