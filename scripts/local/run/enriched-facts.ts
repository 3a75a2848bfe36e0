import { endOfMap, endOfText } from "./json-pieces.ts";
import { parsedObject } from "./parsed-object.ts";

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
  const escapes = text.includes("\\");
  const facts: Partial<EnrichedFacts> = {};
  if (text.charCodeAt(0) !== OPEN) return undefined;
  for (let at = 0; text.charCodeAt(at) !== CLOSE; ) {
    const name = at + 2;
    const nameEnd = text.indexOf('"', name);
    const value = nameEnd + 2;
    const end = text.charCodeAt(nameEnd + 1) === COLON ? endOfValue(text, value, escapes) : -1;
    if (end < 0) return undefined;
    const wanted = wantedAt(text, name, nameEnd);
    if (wanted !== undefined) {
      const found = text.slice(value + 1, end - 1);
      if (text.charCodeAt(value) !== QUOTE || (escapes && found.includes("\\"))) return undefined;
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
function endOfValue(text: string, from: number, escapes: boolean): number {
  const first = text.charCodeAt(from);
  const end =
    first === QUOTE
      ? endOfText(text, from + 1, escapes) + 1
      : first === OPEN
        ? endOfMap(text, from, escapes)
        : endOfScalar(text, from);
  const delimiter = text.charCodeAt(end);
  return end > from && (delimiter === COMMA || (delimiter === CLOSE && end === text.length - 1)) ? end : -1;
}

function endOfScalar(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code !== COMMA && code !== CLOSE; code = text.charCodeAt(++at))
    if (Number.isNaN(code)) return -1;
  return at;
}
