import { hash } from "node:crypto";
import type { RawEvent } from "../../../shared/event/raw.ts";

/** An instant as it is stored. */
const INSTANT_LENGTH = 24;

/**
 * Hash of what an event says, without its id and the traces of its transport (the address is cut already): equal for two events of a producer
 * that sent the same content under two ids. Taken over the stored text, since walking the attributes costs three
 * times as much; so it is the same only for the same order of attributes. SHA-1 is the fastest hash that Node has
 * built in; it guards nothing.
 * @param open the event as an open JSON object (`openObject`)
 */
export function fingerprintOf(open: string, event: RawEvent): string {
  let content = without(open, '"event_id":"', event.event_id.length);
  if (event.schema_version !== undefined)
    content = without(content, '"schema_version":"', event.schema_version.length);
  if (event.client_sent_at !== undefined) content = without(content, '"client_sent_at":"', INSTANT_LENGTH);
  if (event.received_at !== undefined) content = without(content, '"received_at":"', INSTANT_LENGTH);
  return hash("sha1", content, "hex").slice(0, 32);
}

/** Cuts a text attribute whose value has no escapes; one that has some is left in, which only makes fewer events equal. */
function without(content: string, key: string, length: number): string {
  const start = content.indexOf(key);
  if (start < 0) return content;
  const end = start + key.length + length;
  if (content.charCodeAt(end) !== 34) return content;
  // Of the two commas around it one goes too: the one before, and for a first attribute the one after.
  return start === 1 ? `{${content.slice(end + 2)}` : content.slice(0, start - 1) + content.slice(end + 1);
}
