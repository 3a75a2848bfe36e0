import { enrichedFields } from "../../../shared/event/enriched.ts";
import { scanLayoutOf } from "../../../shared/event/scan/attributes.ts";
import { TextCache } from "../../../shared/event/scan/text-cache.ts";
import { EventScanner } from "../../../shared/event/scan.ts";
import { parsedObject } from "../../../shared/json/parsed-object.ts";

/** An enriched event as it stands on the stream, as far as the accounting and the page read it. */
export interface EnrichedFacts {
  event_id: string;
  event_name: string;
  person_id?: string | undefined;
  is_new_session?: boolean;
  event_time?: string | undefined;
  metadata?: { replay_of?: string };
}

const indexOf = (name: keyof typeof enrichedFields): number => Object.keys(enrichedFields).indexOf(name);
const index = {
  event_id: indexOf("event_id"),
  event_name: indexOf("event_name"),
  person_id: indexOf("person_id"),
  is_new_session: indexOf("is_new_session"),
  event_time: indexOf("event_time"),
};
const scanner = new EventScanner(scanLayoutOf(enrichedFields, ["event_id", "event_name"]));
/** Texts that many events share. */
const names = new TextCache(4_096, (text) => text);

/**
 * The facts of one line of the enriched stream; undefined where it is no event, which only a foreign producer puts
 * there. A line has some sixty attributes, and parsing all of them takes three times as long as finding the few.
 */
export function enrichedFacts(line: Uint8Array): EnrichedFacts | undefined {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const event = scanner.scan(bytes);
  if (event?.usual && !event.replayed) {
    return {
      event_id: event.string(index.event_id)!,
      event_name: event.of(index.event_name, names)!,
      person_id: event.string(index.person_id),
      is_new_session: event.string(index.is_new_session) === "true",
      event_time: event.string(index.event_time),
    };
  }
  const parsed = parsedObject(bytes.toString());
  const named = typeof parsed?.event_id === "string" && typeof parsed.event_name === "string";
  return named ? (parsed as unknown as EnrichedFacts) : undefined;
}
