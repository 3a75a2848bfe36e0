/** One condition on an event: a text that stands anywhere in it, or an attribute that has a value. Both in lower case. */
type Term = { text: string } | { attribute: string; value: string };

/** What somebody looks for among events; an event matches when every term does. */
export type EventSearch = readonly Term[];

const ATTRIBUTE = /^([a-z_][a-z0-9_.]*):(.+)$/;

/** Words between blanks: `shoes` stands anywhere in the event, `event_name:purchase` is the value of an attribute. */
export function searchOf(text: string): EventSearch {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => {
      const [, attribute, value] = ATTRIBUTE.exec(word) ?? [];
      // An address has a colon behind its scheme, too.
      return attribute === undefined || value === undefined || value.startsWith("//")
        ? { text: word }
        : { attribute, value };
    });
}

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Whether an event matches.
 * @param text the event as JSON
 */
export function matchesSearch(search: EventSearch, text: string): boolean {
  if (search.length === 0) return true;
  const lower = text.toLowerCase();
  // Cheap first: most events are not parsed at all.
  if (!search.every((term) => lower.includes("text" in term ? term.text : textOf(term.value)))) return false;
  if (search.every((term) => "text" in term)) return true;
  const event = attributesIn(text);
  return search.every((term) => "text" in term || has(event, term.attribute, term.value));
}

/** JSON writes some characters otherwise; the condition on the value itself is checked on the parsed event. */
const textOf = (value: string): string => /^[\w.@/+-]*/.exec(value)![0];

function has(event: Attributes, attribute: string, value: string): boolean {
  const [name = "", ...inner] = attribute.split(".");
  const found = inner.reduce<unknown>((at, key) => (at as Attributes | null | undefined)?.[key], event[name]);
  return found !== undefined && String(found).toLowerCase() === value;
}

function attributesIn(text: string): Attributes {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    // Bytes of a failed event need not be JSON: they have no attributes.
    return {};
  }
}
