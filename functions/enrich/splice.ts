import { canonicalEvent, isCanonicalEvent } from "../../shared/event/canonical.ts";
import type { RawEvent } from "../../shared/event/raw.ts";

/**
 * The raw event as the beginning of a JSON object, without its address and without the closing brace, so that
 * the new fields can follow. Where the producer's own text already has the stored form it is taken as it is:
 * encoding it anew costs a third of the whole enrichment.
 * @param asWritten whether `event` has exactly the attributes that `text` has
 */
export function openObject(text: string, event: RawEvent, asWritten: boolean): string {
  const spliced = asWritten && isCanonicalEvent(event) ? withoutAddress(text, event.ip) : undefined;
  return spliced ?? encoded(event);
}

function encoded(event: RawEvent): string {
  const { ip: _replaced, ...stored } = canonicalEvent(event);
  return JSON.stringify(stored).slice(0, -1);
}

/** Undefined when the text is not compact enough to cut with certainty. */
function withoutAddress(text: string, ip: string | undefined): string | undefined {
  const end = text.length - 1;
  if (text.charCodeAt(0) !== 123 || text.charCodeAt(end) !== 125) return undefined;
  if (ip === undefined) return text.slice(0, end);
  // A quote inside a JSON text is escaped, so `"ip":` is a key wherever it stands; one alone is the event's own.
  const start = text.indexOf('"ip":');
  if (start < 0 || text.indexOf('"ip":', start + 5) >= 0) return undefined;
  const after = start + ip.length + 7;
  if (!text.startsWith(`"${ip}"`, start + 5)) return undefined;
  if (text.charCodeAt(start - 1) === 44) return text.slice(0, start - 1) + text.slice(after, end);
  return text.charCodeAt(after) === 44 ? text.slice(0, start) + text.slice(after + 1, end) : undefined;
}
