import { saysNothing } from "../../../shared/event/says-nothing.ts";
import { isObject, parseExact, textOf } from "../../../shared/json/exact.ts";
import type { EnrichedEntry, Evidence } from "./evidence.ts";

/** The address is never stored, and instants are stored in one form, whichever they come in. */
const apart = ["ip", "client_created_at", "client_sent_at", "received_at"];

/** What an event said is on its line: under its name, or as text among its properties, with the digits that came. */
export function* valuesAreKept({ ledger, lines }: Evidence): Generator<string> {
  for (const { eventId, text } of ledger.raw) {
    const written = eventId === undefined ? undefined : lines.get(eventId);
    if (written === undefined) continue;
    const said = Object.entries(parseExact(text) as Record<string, unknown>);
    for (const [name, value] of said) {
      if (apart.includes(name) || value === "" || saysNothing(value)) continue;
      if (!written.some((line) => isKept(name, value, line)))
        yield `${eventId} came with ${name} ${textOf(value).slice(0, 80)}, and no line of it says so.`;
    }
  }
}

function isKept(name: string, value: unknown, { event }: EnrichedEntry): boolean {
  const found = (event as Record<string, unknown>)[name];
  if (isObject(value) && isObject(found))
    return Object.values(value).every(
      (inner) => saysNothing(inner) || Object.values(found).includes(textOf(inner)),
    );
  if (found === value || Object.values(event.properties ?? {}).includes(textOf(value))) return true;
  // A repair keeps what a value says: its text, its number, the pixel that it is in.
  return (
    textOf(found) === textOf(value) || (/_[wh]$/.test(name) && found === Math.round(Number(textOf(value))))
  );
}
