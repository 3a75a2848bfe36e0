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
    remedy: "Look at failed-errors and failed-throttles. Messages wait for seven days.",
    of: queueMetric(failedQueue)("ApproximateAgeOfOldestMessage", "Maximum"),
    limit: { above: QUARTER_HOUR },
    periods: 5,
  },
  {
    id: "failed-queue-depth",
    description: "Failed events come faster than they are written.",
    remedy:
      "Look at enrich-failed-share and archive-failed-share for what fails; raise `triggers.failed.maximumConcurrency`.",
    of: queueMetric(failedQueue)("ApproximateNumberOfMessagesVisible", "Maximum"),
    limit: { above: MANY_MESSAGES },
    periods: 5,
  },
  {
    id: "dead-letters",
    description: "Failed events could not be written. They expire 14 days after they failed.",
    remedy: `Look at failed-errors for the cause; once it is over, aws sqs start-message-move-task with the ARN of ${deadLetterQueue} as --source-arn puts them back.`,
    of: queueMetric(deadLetterQueue)("ApproximateNumberOfMessagesVisible", "Maximum"),
    limit: { above: 0 },
    periods: 1,
  },
  {
    id: "alarms-undelivered",
    description: "Notices of alarms could not be delivered; seen on the dashboard only.",
    remedy: `Look at the subscriptions of the topic ${topicName}: whoever is to be told has to confirm, and is named by ALARM_EMAIL or \`alarms.email\`.`,
    of: metricOf("AWS/SNS", { TopicName: topicName })("NumberOfNotificationsFailed"),
    limit: { above: 0 },
    periods: 1,
  },
];

/** What each table is written by. */
const WRITES = { predictions: "BatchWriteItem", cursors: "PutItem" } as const;
const SLOW_MS = 100;
const throttled = {
  predictions:
    "Where `predictionCapacity` is set, raise `predictionCapacity.writes.most`; on demand the table follows within half an hour. `predictionWrites` latest_per_user needs a tenth of the writes.",
  cursors: "On demand the table follows by itself; fewer `elasticsearchSlices` write less.",
} as const;

export const tableAlarms = ({ tables }: WatchedResources): AlarmRule[] =>
  (["predictions", "cursors"] as const).flatMap((id): AlarmRule[] => [
    {
      id: `${id}-throttled`,
      description:
        "Writes are refused, and made again: the table takes less than comes, or one key has too much.",
      remedy: throttled[id],
      of: tableMetric(tables[id])("WriteThrottleEvents"),
      limit: { above: 0 },
      periods: 5,
    },
    {
      id: `${id}-errors`,
      description: "DynamoDB responds with errors of its own; writes are made again.",
      remedy: "Look at AWS's health dashboard for the region: it ends by itself.",
      of: tableOperationMetric(tables[id], WRITES[id])("SystemErrors"),
      limit: { above: 0 },
      periods: 5,
    },
    {
      id: `${id}-slow`,
      description: "Writes take longer than a tenth of a second.",
      remedy: `Look at ${id}-throttled; if it is quiet, at AWS's health dashboard for the region.`,
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
        description: "Redis is four fifths full: writes of sessions will be refused next.",
        remedy: "Take a larger `redis.nodeType`, or more `redis.shards`; both go while the pipeline runs.",
        of: of("DatabaseMemoryUsagePercentage", "Maximum"),
        limit: { above: 80 },
        periods: 5,
      },
      {
        id: `${id}-evictions`,
        description: "Redis gives up state that has not expired, and sessions are in doubt.",
        remedy:
          "Its maxmemory-policy is not noeviction, as the stack declares it: deploy again, and look who has changed it.",
        of: of("Evictions"),
        limit: { above: 0 },
        periods: 5,
      },
      {
        id: `${id}-busy`,
        description: "Redis is at its limit, or the node says nothing at all and is away.",
        remedy:
          "Look at ElastiCache's events: a node that was lost is replaced by itself within minutes. One that is at its limit wants more `redis.shards` or a larger `redis.nodeType`.",
        of: of("EngineCPUUtilization", "Average"),
        limit: { above: 80 },
        periods: 10,
        silence: "bad",
      },
      {
        id: `${id}-slow`,
        description: "Redis takes longer than 5 ms for a write.",
        remedy: `Look at ${id}-busy and ${id}-memory: take more \`redis.shards\` or a larger \`redis.nodeType\`.`,
        of: of("SuccessfulWriteRequestLatency", "Average"),
        limit: { above: SLOW_US },
        periods: 5,
      },
      {
        id: `${id}-lag`,
        description: "A replica is behind: what was just written would be lost by a failover.",
        remedy: "It is short of network or processor: take a larger `redis.nodeType`.",
        of: of("ReplicationLag", "Maximum"),
        limit: { above: LAG_SECONDS },
        periods: 5,
      },
    ];
  });
