/** What the parts of the simulated stack are called. */
export const simulatedRegion = "eu-west-1";
export const accountId = "000000000000";
export const simulatedIdentity = { region: simulatedRegion, accountId };

export const streamNames = { raw: "raw", enriched: "enriched" } as const;
export const queueName = "failed";
export const deadQueueName = "failed-dead";
export const tableName = "predictions";
/** Bucket of failed events. */
export const bucketName = "failed-events";
export const archiveBucket = "archive";

export const functionArn = (name: string): string =>
  `arn:aws:lambda:${simulatedRegion}:${accountId}:function:clickstream-simulated-${name}`;
