import { OTHER_FOLDER } from "./archive-folders.ts";

/**
 * Where an event lies in the archive: `events/dt=YYYY-MM-DD/hour=HH/source=FOLDER/`, by event_time in UTC. Day and
 * hour are the table's partitions. The folder below them is for programs that read the objects; queries use the
 * column `source`.
 */
export interface ArchivePartition {
  dt: string;
  hour: string;
  /** One of the wanted folders, or the one of all others. */
  source: string;
}

/** What the partition of an event depends on. `event_time` is `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export interface Partitioned {
  source: string;
  event_time: string;
}

export function partitionOf({ source, event_time }: Partitioned, folders: Folders): ArchivePartition {
  return {
    dt: event_time.slice(0, 10),
    hour: event_time.slice(11, 13),
    source: folderOf(source, folders),
  };
}

export type Folders = ReadonlySet<string>;

/** The folder of a source. The setting bounds the number of folders, whatever names the clients send. */
export const folderOf = (source: string, folders: Folders): string =>
  folders.has(source) ? source : OTHER_FOLDER;

/** The partition as one text, to group and to compare by; it is also the tail of the object key. */
export function partitionKey({ dt, hour, source }: ArchivePartition): string {
  return `dt=${dt}/hour=${hour}/source=${source}`;
}

/** The attributes that name the source of an event. */
export interface Sourced {
  metadata?: Record<string, unknown> | null;
  app_id: string;
}

/**
 * The column `source`: `metadata.source`, else `app_id`, unchanged. Null, an empty text or another type counts as
 * absent.
 */
export function sourceOf({ metadata, app_id }: Sourced): string {
  const named = metadata?.source;
  return typeof named === "string" && named !== "" ? named : app_id;
}
