import type { Construct } from "constructs";
import type { EventsTable } from "../analytics/events-table.ts";
import { EVENTS_PREFIX } from "../archive.ts";
import type { Bucket } from "../bucket.ts";
import type { StackContext } from "../context.ts";
import { columnSteps } from "../custom-steps.ts";
import type { FailedEventStore } from "../failed.ts";
import { Lambda } from "./lambda.ts";

interface ArchiveTransformProps {
  failed: FailedEventStore;
  archive: Bucket;
  /** Firehose drops an attribute that the table has no column for: the table's new columns come first. */
  table: EventsTable;
}

/**
 * The transform that Firehose calls: it names each record's partition, writes those that Firehose is not given, and hands
 * over what cannot be archived.
 */
export function archiveFunction(
  scope: Construct,
  context: StackContext,
  { failed, archive, table }: ArchiveTransformProps,
): Lambda<"archive"> {
  return new Lambda(scope, "archive", context, {
    description: "Prepares enriched events for Parquet",
    settings: {
      ...failed.settings,
      ...archiveFolders(context),
      ARCHIVE_BUCKET: archive.name,
      ARCHIVE_PREFIX: EVENTS_PREFIX,
      CUSTOM_COLUMNS: columnSteps(context.environment).join(","),
      FIRST_DAY: context.environment.archive.firstDay,
    },
    may: [...failed.handOver(), ...archive.write(EVENTS_PREFIX)],
    after: [table.resource],
  });
}

/** The same for both functions that sort events by folders. */
export const archiveFolders = ({ environment }: StackContext) => ({
  ARCHIVE_FOLDERS: environment.archive.folders.join(","),
});
