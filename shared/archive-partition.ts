/**
 * Where an event stands in the archive: `events/source=…/dt=YYYY-MM-DD/hour=HH/`, by event_time in UTC.
 * Enrichment packs by it and the Firehose transform declares it, so both take it from here.
 */
export interface ArchivePartition {
  source: string;
  dt: string;
  hour: string;
}

/** What the partition of an event depends on. `event_time` is `YYYY-MM-DDTHH:mm:ss.sssZ`. */
export interface Partitioned {
  metadata?: Record<string, unknown> | null;
  app_id: string;
  event_time: string;
}

export function partitionOf(event: Partitioned): ArchivePartition {
  return {
    source: sourceOf(event),
    dt: event.event_time.slice(0, 10),
    hour: event.event_time.slice(11, 13),
  };
}

/** The partition as one text, to group and to compare by; it is also the tail of the object key. */
export function partitionKey({ source, dt, hour }: ArchivePartition): string {
  return `source=${source}/dt=${dt}/hour=${hour}`;
}

function sourceOf({ metadata, app_id }: Partitioned): string {
  const named = metadata?.source;
  const text = typeof named === "string" && named !== "" ? named : app_id;
  return known.get(text) ?? learn(text);
}

/** A pipeline sees a handful of sources; the bound keeps a source that invents names from filling the memory. */
const KNOWN_SOURCES = 1000;
const known = new Map<string, string>();

function learn(text: string): string {
  const source = safeSource(text);
  if (known.size >= KNOWN_SOURCES) known.clear();
  known.set(text, source);
  return source;
}

const SOURCE_LENGTH = 64;

/** Firehose refuses empty partition keys, and a slash or an equals sign would change the layout of the archive. */
export function safeSource(text: string): string {
  return text.replace(/[^A-Za-z0-9_.-]/g, "_").slice(0, SOURCE_LENGTH) || "unknown";
}
