/** One CloudWatch metric of one thing. */
export interface Metric {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  statistic: Statistic;
}

export type Statistic = "Average" | "Maximum" | "Minimum" | "SampleCount" | "Sum" | "p50" | "p99";

/** Namespace of the metrics that the functions write themselves (`shared/lambda.ts`). */
export const NAMESPACE = "Clickstream";

export const metricOf =
  (namespace: string, dimensions: Record<string, string>) =>
  (name: string, statistic: Statistic = "Sum"): Metric => ({ namespace, name, dimensions, statistic });

/** A metric that a function writes, under the function's full name: stacks of one account stay apart. */
export const functionMetric = (functionName: string) => metricOf(NAMESPACE, { service: functionName });

export const lambdaMetric = (functionName: string) => metricOf("AWS/Lambda", { FunctionName: functionName });
export const triggerMetric = (uuid: string) => metricOf("AWS/Lambda", { EventSourceMappingUUID: uuid });
export const kinesisMetric = (streamName: string) => metricOf("AWS/Kinesis", { StreamName: streamName });
/** A reader by fan-out: it makes no calls that `kinesisMetric` could measure. */
export const consumerMetric = (streamName: string, consumerName: string) =>
  metricOf("AWS/Kinesis", { StreamName: streamName, ConsumerName: consumerName });
export const queueMetric = (queueName: string) => metricOf("AWS/SQS", { QueueName: queueName });
export const tableMetric = (tableName: string) => metricOf("AWS/DynamoDB", { TableName: tableName });
export const tableOperationMetric = (tableName: string, name: string) =>
  metricOf("AWS/DynamoDB", { TableName: tableName, Operation: name });
export const firehoseMetric = (name: string) => metricOf("AWS/Firehose", { DeliveryStreamName: name });
export const searchDomainMetric = ({ name, account }: { name: string; account: string }) =>
  metricOf("AWS/ES", { DomainName: name, ClientId: account });
export const redisNodeMetric = (node: string) =>
  metricOf("AWS/ElastiCache", { CacheClusterId: node, CacheNodeId: "0001" });
