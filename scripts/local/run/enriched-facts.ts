import { closingQuote } from "../../../shared/json/closing-quote.ts";
import { parsedObject } from "../../../shared/json/parsed-object.ts";

/** An enriched event as it stands on the stream, as far as the accounting and the page read it. */
export interface EnrichedFacts {
  event_id: string;
  event_name: string;
  page_path?: string;
  device_category?: string;
  is_new_session?: boolean;
  metadata?: { replay_of?: string };
}

/**
 * The facts of one line of the enriched stream; undefined where it is no event, which only a foreign producer puts
 * there. A line has some sixty attributes, and the few that are asked for are cut out of the text: parsing all of
 * them takes three times as long.
 */
export function enrichedFacts(line: Uint8Array): EnrichedFacts | undefined {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString();
  const facts = plainFacts(text) ?? parsedObject(text);
  const named = typeof facts?.event_id === "string" && typeof facts.event_name === "string";
  return named ? (facts as EnrichedFacts) : undefined;
}

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN = 123;
const CLOSE = 125;
const METADATA = "metadata";
const REPLAY_OF = '"replay_of":';
const NEW_SESSION = "is_new_session";
const TEXTS = ["event_id", "event_name", "page_path", "device_category"] as const;

/** Undefined where the text is not compact, flat JSON, or a wanted value has to be parsed to be understood. */
function plainFacts(text: string): Partial<EnrichedFacts> | undefined {
  let backslash = text.indexOf("\\");
  const facts: Partial<EnrichedFacts> = {};
  if (text.charCodeAt(0) !== OPEN) return undefined;
  for (let at = 0; text.charCodeAt(at) !== CLOSE; ) {
    const name = at + 2;
    const nameEnd = closingQuote(text, name);
    if (backslash >= 0 && backslash < name) backslash = text.indexOf("\\", name);
    const value = nameEnd + 2;
    const end = text.charCodeAt(nameEnd + 1) === COLON ? endOfValue(text, value) : -1;
    if (end < 0 || (backslash >= name && backslash < nameEnd)) return undefined;
    const wanted = wantedAt(text, name, nameEnd);
    if (wanted !== undefined) {
      const found = text.slice(value + 1, end - 1);
      if (text.charCodeAt(value) !== QUOTE || (backslash >= 0 && found.includes("\\"))) return undefined;
      facts[wanted] = found;
    } else if (isNamed(text, name, nameEnd, NEW_SESSION)) {
      facts.is_new_session = text.startsWith("true", value);
    } else if (isNamed(text, name, nameEnd, METADATA)) {
      if (text.slice(value, end).includes(REPLAY_OF)) return undefined;
    }
    at = end;
  }
  return facts;
}

function wantedAt(text: string, from: number, end: number): (typeof TEXTS)[number] | undefined {
  for (const name of TEXTS) if (isNamed(text, from, end, name)) return name;
  return undefined;
}

const isNamed = (text: string, from: number, end: number, name: string): boolean =>
  end - from === name.length && text.startsWith(name, from);

/** Where the comma or brace behind the value stands; -1 where the value is not flat. */
function endOfValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  const end =
    first === QUOTE
      ? closingQuote(text, from + 1) + 1
      : first === OPEN
        ? endOfMap(text, from)
        : endOfScalar(text, from);
  const delimiter = text.charCodeAt(end);
  return end > from && (delimiter === COMMA || (delimiter === CLOSE && end === text.length - 1)) ? end : -1;
}

/** Behind the brace that closes a flat map of texts; -1 where it is something else. */
function endOfMap(text: string, from: number): number {
  if (text.charCodeAt(from + 1) === CLOSE) return from + 2;
  for (let at = from + 1; ; at += 1) {
    const name = text.charCodeAt(at) === QUOTE ? closingQuote(text, at + 1) : -1;
    if (name < 0 || text.charCodeAt(name + 1) !== COLON || text.charCodeAt(name + 2) !== QUOTE) return -1;
    at = closingQuote(text, name + 3) + 1;
    if (at === 0) return -1;
    if (text.charCodeAt(at) === CLOSE) return at + 1;
    if (text.charCodeAt(at) !== COMMA) return -1;
  }
}

function endOfScalar(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code !== COMMA && code !== CLOSE; code = text.charCodeAt(++at))
    if (Number.isNaN(code)) return -1;
  return at;
}
