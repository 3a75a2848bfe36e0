import { partitionKey, partitionOf } from "../../shared/archive-partition.ts";
import { formatUtc } from "../../shared/event/time.ts";

const HOUR = 3_600_000;

/** The last partition of each source: nearly all events of a batch fall into one or two hours. */
const latest = new Map<string, { hour: number; key: string }>();
/** Sources are few; the bound keeps one that invents names from filling the memory. */
const MOST_SOURCES = 1000;

/** Key of the archive partition of a source and a time (epoch ms). */
export function partitionAt(source: string, eventTime: number): string {
  const hour = Math.floor(eventTime / HOUR);
  const known = latest.get(source);
  if (known !== undefined && known.hour === hour) return known.key;
  const key = partitionKey(partitionOf({ app_id: source, event_time: formatUtc(eventTime) }));
  if (latest.size >= MOST_SOURCES) latest.clear();
  latest.set(source, { hour, key });
  return key;
}
