/**
 * List prices in US dollars, us-east-1, as published in July 2026. Check them against the AWS price list before
 * quoting a figure: they change, and they differ by region.
 */
export const prices = {
  kinesis: {
    onDemandInGb: 0.08,
    onDemandOutGb: 0.04,
    fanOutGb: 0.05,
    streamHour: 0.04,
  },
  firehose: { ingestGb: 0.029, conversionGb: 0.018, partitioningGb: 0.02 },
  lambda: { requests: 0.2e-6, armGbSecond: 0.0000133334 },
  dynamodb: { onDemandWrite: 0.625e-6, storageGb: 0.25 },
  s3: { standardGb: 0.023, put: 0.005e-3 },
  logs: { ingestGb: 0.5 },
  athena: { scannedTb: 5 },
} as const;

/** Kinesis on demand bills a record in whole KiB, Firehose in steps of 5 KiB, DynamoDB a write in whole KiB. */
export const billing = { kinesisStep: 1024, firehoseStep: 5 * 1024, dynamoStep: 1024 } as const;

export const GB = 1024 ** 3;
export const SECONDS_A_MONTH = 730 * 3600;
