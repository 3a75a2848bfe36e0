import { z } from "zod";

/** Settings of what comes out: the archive, and who is told when something goes wrong. */

export const archiveBuffer = z.strictObject({
  /** MiB and seconds; the first that is reached closes a file. */
  bufferMib: z.int().positive(),
  bufferSeconds: z.int().min(0),
  /**
   * First day of the table's partitions, `YYYY-MM-DD`; as shipped the first that an event may have. An event of a day
   * before it fails at the archive, and can be replayed once this day is set earlier. A query without a condition on dt
   * lists every hour from this day on (280,000 since 1995, where Athena refuses a million), so a later day is cheaper;
   * named queries have one.
   */
  firstDay: z.iso.date(),
  /**
   * Sources (metadata.source, else app_id) that get their own folder below the hour, for programs that read the
   * objects. All others share `source=other`. Queries use the column `source` and see every source. Each folder makes
   * files smaller and leaves Firehose fewer hours (`shared/archive-folders.ts`), so there are four at most.
   */
  folders: z.array(z.string()),
  /**
   * Days until an event is deleted from the curated table, and a failed event. Objects are in Intelligent-Tiering from the
   * first day.
   */
  expireAfterDays: z.int().positive(),
  /**
   * Days until a file that landed is deleted. Its events are in the curated table after two hours, and an alarm says when
   * they are not for a day. Where nothing takes them over (`schedules.curate` is false), and where events are not kept as
   * long as this, files are kept as long as events are (`expireAfterDays`).
   */
  landingDays: z.int().positive(),
  /** Largest number of bytes that one Athena query may scan. */
  scanLimitBytes: z.int().min(10_000_000),
});

export const alarmSettings = z.strictObject({
  /** Mail address for alarms; ALARM_EMAIL goes before it. Without both, the topic has no subscriber. */
  email: z.email().optional(),
  /** Deploy only where alarms have a receiver. */
  receiverRequired: z.boolean(),
  /** Whether a minute or an hour without any invocation of a scheduled function is an alarm too. */
  onSilence: z.boolean(),
  /** Share of the events that may fail before it is an alarm. */
  failedShare: z.number().min(0).max(1),
  /** From arrival on the raw stream to the stored prediction, ms: an alarm when the 99th percentile is above. */
  latencyMs: z.int().positive(),
  /**
   * US dollars a month for everything tagged with the environment; no budget when absent. As shipped it is above what a
   * third of the peak costs all month (`npm run cost -- --env NAME --eps N`, which says where a load costs more).
   */
  monthlyBudget: z.number().positive().optional(),
});

export type ArchiveBuffer = z.infer<typeof archiveBuffer>;
export type Alarms = z.infer<typeof alarmSettings>;
