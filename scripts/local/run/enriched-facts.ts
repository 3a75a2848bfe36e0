import { enrichedFields } from "../../../shared/event/enriched.ts";
import { scanLayoutOf } from "../../../shared/event/scan/attributes.ts";
import { TextCache } from "../../../shared/event/scan/text-cache.ts";
import { EventScanner, type ScannedEvent } from "../../../shared/event/scan.ts";
import { parsedObject } from "../../../shared/json/parsed-object.ts";
import { isFunnelStep } from "./session-funnel.ts";

/** An enriched event as it stands on the stream, as far as the accounting and the page read it. */
export interface EnrichedFacts {
  event_id: string;
  event_name: string;
  person_id?: string | undefined;
  page_path?: string | undefined;
  device_category?: string | undefined;
  is_new_session?: boolean;
  is_bot?: boolean;
  session_id?: string | undefined;
  anonymous_id?: string | undefined;
  user_id?: string | undefined;
  metadata?: { replay_of?: string };
}

const indexOf = (name: keyof typeof enrichedFields): number => Object.keys(enrichedFields).indexOf(name);
const index = {
  event_id: indexOf("event_id"),
  event_name: indexOf("event_name"),
  person_id: indexOf("person_id"),
  page_path: indexOf("page_path"),
  device_category: indexOf("device_category"),
  is_new_session: indexOf("is_new_session"),
  is_bot: indexOf("is_bot"),
  session_id: indexOf("session_id"),
  anonymous_id: indexOf("anonymous_id"),
  user_id: indexOf("user_id"),
};
const scanner = new EventScanner(scanLayoutOf(enrichedFields, ["event_id", "event_name"]));
/** Texts that many events share. */
const names = new TextCache(4_096, (text) => text);

/** Whose session it is; asked of the few events that are steps of the funnel. */
const visitIn = (event: ScannedEvent): Partial<EnrichedFacts> => ({
  is_bot: event.string(index.is_bot) === "true",
  session_id: event.string(index.session_id),
  anonymous_id: event.string(index.anonymous_id),
  user_id: event.string(index.user_id),
});

/**
 * The facts of one line of the enriched stream; undefined where it is no event, which only a foreign producer puts
 * there. A line has some sixty attributes, and parsing all of them takes three times as long as finding the few.
 */
export function enrichedFacts(line: Uint8Array): EnrichedFacts | undefined {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const event = scanner.scan(bytes);
  if (event?.usual && !event.replayed) {
    const event_name = event.of(index.event_name, names)!;
    return {
      event_id: event.string(index.event_id)!,
      event_name,
      person_id: event.string(index.person_id),
      page_path: event.of(index.page_path, names),
      device_category: event.of(index.device_category, names),
      is_new_session: event.string(index.is_new_session) === "true",
      ...(isFunnelStep(event_name) && visitIn(event)),
    };
  }
  const parsed = parsedObject(bytes.toString());
  const named = typeof parsed?.event_id === "string" && typeof parsed.event_name === "string";
  return named ? (parsed as unknown as EnrichedFacts) : undefined;
}
