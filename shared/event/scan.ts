import type { RawEvent } from "./raw.ts";
import {
  type Attribute,
  attributeIndex,
  attributeNamed,
  attributes,
  MAP,
  METADATA,
  opening,
  required,
  TEXT,
} from "./scan/attributes.ts";
import { Literal } from "./scan/literal.ts";
import { endOfNumber, isUsualNumber } from "./scan/number.ts";
import { ScannedText } from "./scan/scanned-text.ts";

export { attributeIndex } from "./scan/attributes.ts";

const OPEN = 123;
const CLOSE = 125;
const COMMA = 44;
const COLON = 58;
const QUOTE = 34;
const SOURCE = new Literal('"source":"');
const REPLAY_OF = new Literal('"replay_of":"');

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
 * Finds the attributes of an event in its bytes, without building it: where each begins and ends, and whether the
 * event is `usual`, which is to say valid and in the form in which events are stored. It knows compact JSON objects of
 * the schema's attributes, each given once, with texts, numbers and flat maps of text; `scan` is false of all others,
 * and what is not `usual` has to be parsed. So it accepts less than the parser and the schema, and nothing else.
 *
 * Events of one producer have their attributes in the same order, so that after each the one that came next the last
 * time is tried first. Parsing, validating and then looking for the attributes takes four times as long.
 */
export class EventScanner {
  readonly #text = new ScannedText();
  #usual = false;
  #scan = 0;
  #sourceFrom = 0;
  #sourceTo = 0;
  #replayed = false;
  /** By attribute: the scan that saw it last, and where its value begins and ends, without quotes. */
  readonly #seen = new Int32Array(attributes.length);
  readonly #from = new Int32Array(attributes.length);
  readonly #to = new Int32Array(attributes.length);

  /** Whether the last event that could be scanned is valid and in its stored form, but for its instants. */
  get usual(): boolean {
    return this.#usual;
  }

  /** Whether the metadata of the last event say that it was replayed. */
  get replayed(): boolean {
    return this.#replayed;
  }

  scan(event: Uint8Array): boolean {
    const text = this.#text;
    text.take(event);
    this.#scan += 1;
    this.#usual = true;
    this.#sourceTo = 0;
    this.#replayed = false;
    if (text.bytes[0] !== OPEN) return false;
    let attribute = opening;
    let at = 0;
    do {
      const next = this.#attributeAt(at + 1, attribute);
      if (next === undefined) return false;
      attribute = next;
      at = this.#readValue(next, at + 1 + next.literal.length);
      if (at < 0) return false;
    } while (text.bytes[at] === COMMA);
    if (text.bytes[at] !== CLOSE || at !== text.length - 1) return false;
    this.#usual &&= !text.hasEscapes && this.#hasRequired() && text.isUtf8();
    return true;
  }

  /** Whether the event has the attribute (of `attributeIndex`). */
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

  /** The attributes that are asked for, of an event that is `usual`. */
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
    return this.#text.slice(this.#from[index]!, this.#to[index]!);
  }

  #numberOf(index: number): number | undefined {
    const value = this.#valueOf(index);
    return value === undefined ? undefined : Number(value);
  }

  #hasRequired(): boolean {
    for (const index of required) if (this.#seen[index] !== this.#scan) return false;
    return true;
  }

  /** The attribute whose name and delimiters stand at a place; undefined where it is none of the schema's, or given twice. */
  #attributeAt(at: number, previous: Attribute): Attribute | undefined {
    const expected = previous.next;
    const found = expected.literal.standsAt(this.#text.view, at)
      ? expected
      : this.#unexpectedAt(at, previous);
    if (found === undefined || this.#seen[found.index] === this.#scan) return undefined;
    this.#seen[found.index] = this.#scan;
    return found;
  }

  #unexpectedAt(at: number, previous: Attribute): Attribute | undefined {
    const { view } = this.#text;
    let found: Attribute | undefined = previous.other;
    if (!found.literal.standsAt(view, at)) {
      found = attributeNamed.get(this.#text.slice(at + 1, this.#text.endOfText(at + 1)));
      if (found === undefined || !found.literal.standsAt(view, at)) return undefined;
    }
    previous.other = previous.next;
    previous.next = found;
    return found;
  }

  /** Notes where the value begins and ends; answers where its delimiter stands, -1 when it is none of the attribute's kind. */
  #readValue(attribute: Attribute, from: number): number {
    const { index, kind, min, max } = attribute;
    this.#from[index] = from;
    if (kind === MAP) return this.#readMap(from, index === METADATA);
    const { bytes } = this.#text;
    if (kind === TEXT) {
      const end = this.#text.endOfText(from);
      // Bytes are no fewer than characters: what is within bounds in bytes is so in characters.
      if (end - from < min || end - from > max) this.#usual = false;
      this.#to[index] = end;
      return end < 0 ? end : end + 1;
    }
    const end = endOfNumber(bytes, from);
    if (!isUsualNumber(bytes, from, end, attribute)) this.#usual = false;
    this.#to[index] = end;
    return end > from ? end : -1;
  }

  /** Behind the brace that closes a flat map of texts; -1 where it is something else. */
  #readMap(from: number, isMetadata: boolean): number {
    const text = this.#text;
    const { bytes } = text;
    if (bytes[from] !== OPEN) return -1;
    if (bytes[from + 1] === CLOSE) return from + 2;
    for (let at = from + 1; ; at += 1) {
      const name = at;
      at = bytes[at] === QUOTE ? text.endOfText(at + 1) : -1;
      if (at < 0 || bytes[at + 1] !== COLON || bytes[at + 2] !== QUOTE) return -1;
      const value = at + 3;
      at = text.endOfText(value) + 1;
      if (at === 0) return -1;
      if (isMetadata) this.#note(name, value, at - 1);
      if (bytes[at] === CLOSE) return at + 1;
      if (bytes[at] !== COMMA) return -1;
    }
  }

  /** Takes what is asked of the metadata; of two of one name the last one counts, as it does for the parser. */
  #note(name: number, from: number, to: number): void {
    const { view } = this.#text;
    if (SOURCE.standsAt(view, name)) {
      this.#sourceFrom = from;
      this.#sourceTo = to;
    } else if (REPLAY_OF.standsAt(view, name)) this.#replayed = true;
  }
}
