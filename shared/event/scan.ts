import type { RawEvent } from "./raw.ts";
import {
  attributeIndex,
  attributes,
  MAP,
  METADATA,
  nextAttribute,
  opening,
  required,
  TEXT,
} from "./scan/attributes.ts";
import { endOfMap, endOfNumber, endOfText, isUsualNumber } from "./scan/pieces.ts";

export { attributeIndex } from "./scan/attributes.ts";

const OPEN = 123;
const CLOSE = 125;
const COMMA = 44;
const SOURCE = '"source":"';
const REPLAY_OF = '"replay_of":"';

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
