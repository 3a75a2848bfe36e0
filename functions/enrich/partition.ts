import { type Folders, folderOf, partitionKey, partitionOf } from "../../shared/archive-partition.ts";
import { formatUtc } from "../../shared/event/time.ts";

const HOUR = 3_600_000;

/** The last partition of each folder: nearly all events of a batch fall into one or two hours. */
const latest = new Map<string, { hour: number; key: string }>();

/** Key of the archive partition of a source and a time (epoch ms). */
export function partitionAt(source: string, eventTime: number, folders: Folders): string {
  const folder = folderOf(source, folders);
  const hour = Math.floor(eventTime / HOUR);
  const known = latest.get(folder);
  if (known !== undefined && known.hour === hour) return known.key;
  const key = partitionKey(partitionOf({ source, event_time: formatUtc(eventTime) }, folders));
  latest.set(folder, { hour, key });
  return key;
}
