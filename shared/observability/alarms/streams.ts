import { SHARD_BYTES_PER_SECOND } from "../../limits.ts";
import type { AlarmRule } from "../alarm-rule.ts";
import { consumerMetric, firehoseMetric, kinesisMetric } from "../metric.ts";
import type { WatchedResources } from "../watched.ts";
import type { WatchedSettings } from "../watched-settings.ts";

const HOUR_MS = 3_600_000;
const TEN_MINUTES = 600;

/** Alarms on the two streams: refused writes and reads, and readers that fall behind until records expire. */
export const streamAlarms = (watched: WatchedResources, environment: WatchedSettings): AlarmRule[] =>
  (["raw", "enriched"] as const).flatMap((id): AlarmRule[] => {
    const of = kinesisMetric(watched.streams[id]);
    return [
      {
        id: `${id}-throttled`,
        description: "Writes are refused: the stream, or one hot key, is at its limit. Producers try again.",
        remedy: environment[id].shards
          ? `Set \`${id}.shards\` to twice as many.`
          : "On demand the stream grows by itself within a quarter of an hour. If it lasts, one key has too much: look which device sends so many events.",
        of: of("WriteProvisionedThroughputExceeded"),
        limit: { above: 0 },
        // On-demand streams refuse for a moment while they grow.
        periods: 5,
      },
      {
        id: `${id}-read-throttled`,
        description: "Reads are refused: more readers than a shard serves. They come later.",
        remedy: environment[id].shards
          ? `Set \`${id}.shards\` to twice as many: each serves two megabytes a second.`
          : `Look who else reads the stream, and end it. A trigger that gets fan-out (\`triggers.${READERS[id]}.fanOut\`) is made anew, and begins where \`triggers.${READERS[id]}.from\` says.`,
        of: of("ReadProvisionedThroughputExceeded"),
        limit: { above: 0 },
        periods: 15,
      },
      ...filling(id, watched, environment),
      ...expiring(id, watched, environment),
    ];
  });

type StreamId = keyof WatchedResources["streams"];

/** Functions that may read each by fan-out. */
const READERS = { raw: "enrich", enriched: "predict" } as const;

const MINUTE_SECONDS = 60;

/** Nothing changes the number of shards by itself: there must be time to do it. */
function filling(id: StreamId, { streams }: WatchedResources, environment: WatchedSettings): AlarmRule[] {
  const { shards } = environment[id];
  if (shards === undefined) return [];
  return [
    {
      id: `${id}-filling`,
      description: `The stream takes more than half of what its ${shards} shards hold.`,
      remedy: `Set \`${id}.shards\` to twice as many: Kinesis takes no more than that at once.`,
      of: kinesisMetric(streams[id])("IncomingBytes"),
      limit: { above: (shards * SHARD_BYTES_PER_SECOND * MINUTE_SECONDS) / 2 },
      periods: 15,
    },
  ];
}

/** Where only fan-out reads, nobody calls GetRecords, and its metric has no data. */
function expiring(
  id: StreamId,
  { streams, consumers }: WatchedResources,
  environment: WatchedSettings,
): AlarmRule[] {
  const description = "A reader has reached half of the retention: records will soon be gone unread.";
  const remedy = `Give time first: raise \`${id}.retentionHours\` (up to 8,760). Then look which reader is behind (the iterator ages of the triggers; archive-behind for Firehose), and see to it.`;
  const rule = {
    description,
    remedy,
    limit: { above: (environment[id].retentionHours * HOUR_MS) / 2 },
    periods: 5,
  };
  const shared: AlarmRule = {
    ...rule,
    id: `${id}-expiring`,
    of: kinesisMetric(streams[id])("GetRecords.IteratorAgeMilliseconds", "Maximum"),
  };
  const byFanOut = consumers[id].map((consumer, index): AlarmRule => {
    const of = consumerMetric(streams[id], consumer)("SubscribeToShardEvent.MillisBehindLatest", "Maximum");
    return { ...rule, id: `${id}-expiring-${index + 1}`, of };
  });
  // The enriched stream is read by Firehose, too, which polls.
  return id === "raw" && byFanOut.length > 0 ? byFanOut : [shared, ...byFanOut];
}

/** Alarms on the way to the archive. */
export function deliveryAlarms(
  { deliveryStream }: WatchedResources,
  { archive }: WatchedSettings,
): AlarmRule[] {
  const of = firehoseMetric(deliveryStream);
  const late = 2 * archive.bufferSeconds + TEN_MINUTES;
  return [
    {
      id: "archive-freshness",
      description: "The oldest event that is not archived yet is older than two buffers and ten minutes.",
      remedy:
        "Look at archive-errors and archive-throttles, which hold Firehose up, and at its own log group for what it is refused.",
      of: of("DeliveryToS3.DataFreshness", "Maximum"),
      limit: { above: late },
      periods: 5,
    },
    {
      id: "archive-behind",
      description: "Firehose reads the enriched stream later than it should.",
      remedy:
        "Look at archive-errors and archive-throttles, and at enriched-read-throttled; a stream with more shards (`enriched.shards`) is read faster.",
      of: of("KinesisMillisBehindLatest", "Maximum"),
      limit: { above: late * 1000 },
      periods: 5,
    },
    {
      id: "archive-delivery",
      description: "Writes to the archive bucket fail; Firehose tries again for a day.",
      remedy: `Look into the log group /aws/kinesisfirehose/${deliveryStream}: it names what is refused, which is the bucket, its key or the role.`,
      of: of("DeliveryToS3.Success", "Average"),
      limit: { below: 1 },
      periods: 5,
    },
    {
      id: "archive-transform",
      description:
        "Invocations of the transform fail; after three its records become failed events of stage archive.",
      remedy:
        "Look at archive-errors and archive-throttles; once they are over, npm run replay -- --stage archive.",
      of: of("ExecuteProcessing.Success", "Average"),
      limit: { below: 1 },
      periods: 5,
    },
    {
      id: "archive-conversion",
      description:
        "Events did not fit the table's columns, though the transform let them pass; they become failed events of stage archive.",
      remedy:
        "Look whether the table events has the columns of this release (a deployment that broke off: deploy again), then npm run replay -- --stage archive.",
      of: of("FailedConversion.Records"),
      limit: { above: 0 },
      periods: 1,
    },
    {
      id: "archive-partitions",
      description:
        "More partitions are open than Firehose holds; what is over becomes failed events of stage archive.",
      remedy:
        "Name fewer `archive.folders`, or ask for a higher quota of dynamic partitions; then npm run replay -- --stage archive.",
      of: of("PartitionCountExceeded", "Maximum"),
      limit: { above: 0 },
      periods: 1,
    },
  ];
}
