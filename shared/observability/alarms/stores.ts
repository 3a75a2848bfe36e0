import type { AlarmRule } from "../alarm-rule.ts";
import { metricOf, queueMetric, redisNodeMetric, tableMetric, tableOperationMetric } from "../metric.ts";
import type { WatchedResources } from "../watched.ts";

const QUARTER_HOUR = 900;
/** A message carries a batch's failed events. */
const MANY_MESSAGES = 10_000;

/** Alarms on the failed path. */
export const queueAlarms = ({ failedQueue, deadLetterQueue, topicName }: WatchedResources): AlarmRule[] => [
  {
    id: "failed-queue-age",
    description: "Failed events wait for more than a quarter of an hour to be written.",
    of: queueMetric(failedQueue)("ApproximateAgeOfOldestMessage", "Maximum"),
    limit: { above: QUARTER_HOUR },
    periods: 5,
  },
  {
    id: "failed-queue-depth",
    description: "Failed events come faster than they are written.",
    of: queueMetric(failedQueue)("ApproximateNumberOfMessagesVisible", "Maximum"),
    limit: { above: MANY_MESSAGES },
    periods: 5,
  },
  {
    id: "dead-letters",
    description: "Failed events could not be written. They expire in 14 days: find the cause, then redrive.",
    of: queueMetric(deadLetterQueue)("ApproximateNumberOfMessagesVisible", "Maximum"),
    limit: { above: 0 },
    periods: 1,
  },
  {
    id: "alarms-undelivered",
    description: "Notices of alarms could not be delivered; seen on the dashboard only.",
    of: metricOf("AWS/SNS", { TopicName: topicName })("NumberOfNotificationsFailed"),
    limit: { above: 0 },
    periods: 1,
  },
];

/** What each table is written by. */
const WRITES = { predictions: "BatchWriteItem", cursors: "PutItem" } as const;
const SLOW_MS = 100;

export const tableAlarms = ({ tables }: WatchedResources): AlarmRule[] =>
  (["predictions", "cursors"] as const).flatMap((id): AlarmRule[] => [
    {
      id: `${id}-throttled`,
      description: "Writes are refused: one key is hot, or the table grows faster than on-demand follows.",
      of: tableMetric(tables[id])("WriteThrottleEvents"),
      limit: { above: 0 },
      periods: 5,
    },
    {
      id: `${id}-errors`,
      description: "DynamoDB answers with errors of its own.",
      of: tableOperationMetric(tables[id], WRITES[id])("SystemErrors"),
      limit: { above: 0 },
      periods: 5,
    },
    {
      id: `${id}-slow`,
      description: "Writes take longer than a tenth of a second.",
      of: tableOperationMetric(tables[id], WRITES[id])("SuccessfulRequestLatency", "p99"),
      limit: { above: SLOW_MS },
      periods: 15,
    },
  ]);

const SLOW_US = 5000;
const LAG_SECONDS = 5;

/** Alarms on each node of Redis. */
export const redisAlarms = ({ redisNodes }: WatchedResources): AlarmRule[] =>
  redisNodes.flatMap((node, index): AlarmRule[] => {
    const of = redisNodeMetric(node);
    const id = `redis-${index + 1}`;
    return [
      {
        id: `${id}-memory`,
        description:
          "Redis is four fifths full: writes of sessions will be refused next. Take a larger node or more shards.",
        of: of("DatabaseMemoryUsagePercentage", "Maximum"),
        limit: { above: 80 },
        periods: 5,
      },
      {
        id: `${id}-evictions`,
        description:
          "Redis gives up state that has not expired, and sessions are in doubt: its policy is not noeviction.",
        of: of("Evictions"),
        limit: { above: 0 },
        periods: 5,
      },
      {
        id: `${id}-busy`,
        description: "Redis is at its limit, or the node says nothing at all and is away.",
        of: of("EngineCPUUtilization", "Average"),
        limit: { above: 80 },
        periods: 10,
        silence: "bad",
      },
      {
        id: `${id}-slow`,
        description: "Redis takes longer than 5 ms for a write.",
        of: of("SuccessfulWriteRequestLatency", "Average"),
        limit: { above: SLOW_US },
        periods: 5,
      },
      {
        id: `${id}-lag`,
        description: "A replica is behind: what was just written would be lost by a failover.",
        of: of("ReplicationLag", "Maximum"),
        limit: { above: LAG_SECONDS },
        periods: 5,
      },
    ];
  });
