import { type RawEvent, RawEventSchema, rawFields } from "./raw.ts";

/** What is asked of an event on its way; the rest of it is passed on as it was written. */
export type KeyAttributes = Pick<
  RawEvent,
  | "event_id"
  | "event_name"
  | "app_id"
  | "client_created_at"
  | "client_sent_at"
  | "received_at"
  | "user_id"
  | "anonymous_id"
  | "session_id"
  | "timezone"
  | "ip"
  | "zip_code"
  | "user_agent"
  | "page_url"
  | "page_referrer"
  | "price"
  | "quantity"
  | "metadata"
>;

/**
 * Finds the attributes of an event in its text, without building it: where each begins and ends, and whether the
 * event is `usual`, which is to say valid and in the form in which events are stored. It knows compact JSON objects of
 * the schema's attributes, each given once, with texts, numbers and flat maps of text; `scan` is false of all others,
 * and what is not `usual` has to be parsed. So it accepts less than the parser and the schema, and nothing else.
 *
 * Events of one producer have their attributes in the same order, so that after each the one that came next the last
 * time is tried first. Parsing, validating and then looking for the attributes takes twice as long.
 */
export class EventScanner {
  #text = "";
  #usual = false;
  #scan = 0;
  #sourceFrom = 0;
  #sourceTo = 0;
  #replayed = false;
  /** By attribute: the scan that saw it last, and where its value begins and ends, without quotes. */
  readonly #seen = new Int32Array(attributes.length);
  readonly #from = new Int32Array(attributes.length);
  readonly #to = new Int32Array(attributes.length);

  /** Whether the last text that could be scanned is of a valid event in its stored form, provided that its characters are those of plain JSON text. */
  get usual(): boolean {
    return this.#usual;
  }

  /** Whether the metadata of the last text say that the event was replayed. */
  get replayed(): boolean {
    return this.#replayed;
  }

  /** @param text one character a byte of the event, its UTF-8 not decoded */
  scan(text: string): boolean {
    const seen = this.#seen;
    const fromOf = this.#from;
    const toOf = this.#to;
    const scan = this.#scan + 1;
    this.#text = text;
    this.#scan = scan;
    this.#sourceTo = 0;
    this.#replayed = false;
    const escapes = text.includes("\\");
    let usual = !escapes;
    if (text.charCodeAt(0) !== OPEN) return false;
    let attribute = opening;
    for (let at = 1; ; at += 1) {
      const next = nextAttribute(text, at, attribute);
      if (next === undefined) return false;
      attribute = next;
      const { index, kind } = attribute;
      if (seen[index] === scan) return false;
      seen[index] = scan;
      at += attribute.literal.length;
      fromOf[index] = at;
      if (kind === TEXT) {
        const end = endOfText(text, at, escapes);
        if (end < 0) return false;
        if (end - at < attribute.min || end - at > attribute.max) usual = false;
        toOf[index] = end;
        at = end + 1;
      } else if (kind === MAP) {
        at = index === METADATA ? this.#metadata(text, at, escapes) : endOfMap(text, at, escapes);
        if (at < 0) return false;
      } else {
        const end = endOfNumber(text, at);
        if (end === at) return false;
        if (!isUsualNumber(text, at, end, attribute)) usual = false;
        toOf[index] = end;
        at = end;
      }
      const delimiter = text.charCodeAt(at);
      if (delimiter === COMMA) continue;
      for (const index of required) if (seen[index] !== scan) usual = false;
      this.#usual = usual;
      return delimiter === CLOSE && at === text.length - 1;
    }
  }

  /** Whether the text has the attribute (of `attributeIndex`). */
  has(index: number): boolean {
    return this.#seen[index] === this.#scan;
  }

  /** Where the attribute begins, with the comma or brace before it. */
  beginOf(index: number): number {
    return this.#from[index]! - attributes[index]!.literal.length - 1;
  }

  /** Where a text attribute has ended. */
  endOf(index: number): number {
    return this.#to[index]! + 1;
  }

  /** The attributes that are asked for, of a text that is `usual` and plain. */
  attributes(): KeyAttributes {
    const source = this.#sourceTo === 0 ? undefined : this.#text.slice(this.#sourceFrom, this.#sourceTo);
    return {
      event_id: this.#valueOf(attributeIndex.event_id),
      event_name: this.#valueOf(attributeIndex.event_name),
      app_id: this.#valueOf(attributeIndex.app_id),
      client_created_at: this.#valueOf(attributeIndex.client_created_at),
      client_sent_at: this.#valueOf(attributeIndex.client_sent_at),
      received_at: this.#valueOf(attributeIndex.received_at),
      user_id: this.#valueOf(attributeIndex.user_id),
      anonymous_id: this.#valueOf(attributeIndex.anonymous_id),
      session_id: this.#valueOf(attributeIndex.session_id),
      timezone: this.#valueOf(attributeIndex.timezone),
      ip: this.#valueOf(attributeIndex.ip),
      zip_code: this.#valueOf(attributeIndex.zip_code),
      user_agent: this.#valueOf(attributeIndex.user_agent),
      page_url: this.#valueOf(attributeIndex.page_url),
      page_referrer: this.#valueOf(attributeIndex.page_referrer),
      price: this.#numberOf(attributeIndex.price),
      quantity: this.#numberOf(attributeIndex.quantity),
      metadata: source === undefined ? undefined : { source },
    } as KeyAttributes;
  }

  #valueOf(index: number): string | undefined {
    if (this.#seen[index] !== this.#scan) return undefined;
    return this.#text.slice(this.#from[index], this.#to[index]);
  }

  #numberOf(index: number): number | undefined {
    const value = this.#valueOf(index);
    return value === undefined ? undefined : Number(value);
  }

  /** Where the map has ended, as `endOfMap`; finds the source in it, too. */
  #metadata(text: string, from: number, escapes: boolean): number {
    const end = endOfMap(text, from, escapes);
    // Of two the last one counts, as it does for the parser.
    for (let at = text.indexOf(SOURCE, from); at >= 0 && at < end; at = text.indexOf(SOURCE, at + 1)) {
      this.#sourceFrom = at + SOURCE.length;
      this.#sourceTo = endOfText(text, this.#sourceFrom, escapes);
    }
    this.#replayed = text.indexOf(REPLAY_OF, from) >= 0;
    return end;
  }
}

function nextAttribute(text: string, at: number, previous: Attribute): Attribute | undefined {
  const expected = previous.next;
  if (expected !== undefined && reads(text, at, expected.literal)) return expected;
  const found = byName.get(text.slice(at + 1, text.indexOf('"', at + 1)));
  if (found === undefined || !reads(text, at, found.literal)) return undefined;
  previous.next = found;
  return found;
}

/** By hand, since `startsWith` takes twice as long for texts as short as these. */
function reads(text: string, from: number, literal: string): boolean {
  for (let at = 0; at < literal.length; at += 1)
    if (text.charCodeAt(from + at) !== literal.charCodeAt(at)) return false;
  return true;
}

/** Where the closing quote stands; -1 when it does not. */
function endOfText(text: string, from: number, escapes: boolean): number {
  let end = text.indexOf('"', from);
  while (escapes && end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (quote - first) % 2 === 1;
}

/** Behind the last character that a number may have. */
function endOfNumber(text: string, from: number): number {
  let at = endOfDigits(text, from);
  while (isNumeric(text.charCodeAt(at))) at += 1;
  return at;
}

/** Digits, sign, point and exponent. */
const isNumeric = (code: number): boolean =>
  (code >= ZERO && code <= NINE) ||
  code === POINT ||
  code === MINUS ||
  code === PLUS ||
  code === EXPONENT ||
  code === LARGE_EXPONENT;

/** Without an exponent, in bounds, and short enough to be finite. */
function isUsualNumber(text: string, from: number, end: number, { kind, min, max }: Attribute): boolean {
  const first = text.charCodeAt(from) === MINUS ? from + 1 : from;
  const whole = endOfDigits(text, first);
  const padded = whole > first + 1 && text.charCodeAt(first) === ZERO;
  if (whole === first || padded || end - from > LONGEST_NUMBER) return false;
  if (kind === INTEGER && whole === end && end - from < SHORT_NUMBER) return first === from || min < 0;
  if (kind === INTEGER) return whole === end && within(Number(text.slice(from, end)), min, max);
  return (
    whole === end ||
    (text.charCodeAt(whole) === POINT && end > whole + 1 && endOfDigits(text, whole + 1) === end)
  );
}

const within = (value: number, min: number, max: number): boolean => value >= min && value <= max;

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at += 1;
  return at;
}

/** Behind the brace that closes a flat map of texts; -1 where it is something else. */
function endOfMap(text: string, from: number, escapes: boolean): number {
  if (text.charCodeAt(from) !== OPEN) return -1;
  if (text.charCodeAt(from + 1) === CLOSE) return from + 2;
  for (let at = from + 1; ; at += 1) {
    const name = text.charCodeAt(at) === QUOTE ? endOfText(text, at + 1, escapes) : -1;
    if (name < 0 || text.charCodeAt(name + 1) !== COLON || text.charCodeAt(name + 2) !== QUOTE) return -1;
    at = endOfText(text, name + 3, escapes) + 1;
    if (at === 0) return -1;
    if (text.charCodeAt(at) === CLOSE) return at + 1;
    if (text.charCodeAt(at) !== COMMA) return -1;
  }
}

const OPEN = 123;
const CLOSE = 125;
const COMMA = 44;
const COLON = 58;
const QUOTE = 34;
const BACKSLASH = 92;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const PLUS = 43;
const NINE = 57;
const EXPONENT = 101;
const LARGE_EXPONENT = 69;
const SOURCE = '"source":"';
const REPLAY_OF = '"replay_of":"';

/** Characters of a number that is certainly finite, and exact enough to be written as it came. */
const LONGEST_NUMBER = 17;
/** Characters below which a whole number is in all bounds but that of the sign. */
const SHORT_NUMBER = 10;

const TEXT = 0;
const INTEGER = 1;
const REAL = 2;
const MAP = 3;

class Attribute {
  readonly index: number;
  /** The name and all that stands before the value. */
  readonly literal: string;
  readonly kind: number;
  /** Bounds of a whole number, or of a text's length. */
  readonly min: number;
  readonly max: number;
  /** The attribute that came after this one the last time. */
  next: Attribute | undefined;

  constructor(index: number, literal: string, kind: number, min: number, max: number) {
    this.index = index;
    this.literal = literal;
    this.kind = kind;
    this.min = min;
    this.max = max;
  }
}

interface Field {
  type?: string;
  column: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

const MOST = 2 ** 31 - 1;
/** An instant as it is stored. */
const INSTANT_LENGTH = 24;

const attributes = Object.entries<object>(rawFields).map(([name, field], index) =>
  attributeOf(name, field as Field, index),
);
const byName = new Map(Object.keys(rawFields).map((name, index) => [name, attributes[index]!]));
/** The number that each attribute goes by. */
export const attributeIndex = Object.fromEntries(
  Object.keys(rawFields).map((name, index) => [name, index]),
) as { [Name in keyof typeof rawFields]: number };
const METADATA = attributeIndex.metadata;
const required = RawEventSchema.required.map((name) => attributeIndex[name as keyof typeof rawFields]);

/** Stands for the brace that opens the object. */
const opening = new Attribute(-1, "", TEXT, 0, 0);

function attributeOf(name: string, field: Field, index: number): Attribute {
  if (field.column === "timestamp")
    return new Attribute(index, `"${name}":"`, TEXT, INSTANT_LENGTH, INSTANT_LENGTH);
  if (field.type === "string")
    return new Attribute(index, `"${name}":"`, TEXT, field.minLength ?? 0, field.maxLength ?? MOST);
  const kind = field.type === "integer" ? INTEGER : field.type === "number" ? REAL : MAP;
  return new Attribute(index, `"${name}":`, kind, field.minimum ?? -MOST, field.maximum ?? MOST);
}
