/** One CloudWatch metric of one thing. */
export interface Metric {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  statistic: Statistic;
}

export type Statistic = "Average" | "Maximum" | "SampleCount" | "Sum" | "p50" | "p99";

/** Namespace of the metrics that the functions write themselves (`shared/lambda.ts`). */
export const NAMESPACE = "Clickstream";

export const metric =
  (namespace: string, dimensions: Record<string, string>) =>
  (name: string, statistic: Statistic = "Sum"): Metric => ({ namespace, name, dimensions, statistic });

/** A metric that a function writes, under the function's full name: stacks of one account stay apart. */
export const own = (functionName: string) => metric(NAMESPACE, { service: functionName });

export const lambda = (functionName: string) => metric("AWS/Lambda", { FunctionName: functionName });
export const mapping = (uuid: string) => metric("AWS/Lambda", { EventSourceMappingUUID: uuid });
export const kinesis = (streamName: string) => metric("AWS/Kinesis", { StreamName: streamName });
export const queue = (queueName: string) => metric("AWS/SQS", { QueueName: queueName });
export const table = (tableName: string) => metric("AWS/DynamoDB", { TableName: tableName });
export const operation = (tableName: string, name: string) =>
  metric("AWS/DynamoDB", { TableName: tableName, Operation: name });
export const firehose = (name: string) => metric("AWS/Firehose", { DeliveryStreamName: name });
export const redisNode = (node: string) =>
  metric("AWS/ElastiCache", { CacheClusterId: node, CacheNodeId: "0001" });
