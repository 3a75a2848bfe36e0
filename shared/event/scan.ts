import {
  type Attribute,
  attributeNamed,
  attributes,
  INSTANT_LENGTH,
  MAP,
  METADATA,
  opening,
  required,
  TEXT,
} from "./scan/attributes.ts";
import { instantAt } from "./scan/instant.ts";
import { Literal } from "./scan/literal.ts";
import { endOfNumber, isUsualNumber, shortNumber } from "./scan/number.ts";
import { ScannedText } from "./scan/scanned-text.ts";
import type { TextCache } from "./scan/text-cache.ts";

export { attributeIndex } from "./scan/attributes.ts";

const OPEN = 123;
const CLOSE = 125;
const COMMA = 44;
const COLON = 58;
const QUOTE = 34;
const SOURCE = new Literal('"source":"');
const REPLAY_OF = new Literal('"replay_of":"');

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

  /** An attribute of text; undefined where the event lacks it. */
  text(index: number): string | undefined {
    return this.has(index) ? this.#text.decode(this.#from[index]!, this.#to[index]!) : undefined;
  }

  /** An attribute that is a number; undefined where the event lacks it. */
  number(index: number): number | undefined {
    if (!this.has(index)) return undefined;
    const [from, to] = [this.#from[index]!, this.#to[index]!];
    return shortNumber(this.#text.bytes, from, to) ?? Number(this.#text.decode(from, to));
  }

  /** What is made of an attribute's text; undefined where the event lacks it. */
  of<Value>(index: number, cache: TextCache<Value>): Value | undefined {
    return this.has(index) ? cache.of(this.#text, this.#from[index]!, this.#to[index]!) : undefined;
  }

  /** Epoch ms of an instant; NaN where it has not the stored form, undefined where the event lacks it. */
  instant(index: number): number | undefined {
    if (!this.has(index)) return undefined;
    const from = this.#from[index]!;
    return this.#to[index]! - from === INSTANT_LENGTH ? instantAt(this.#text, from) : Number.NaN;
  }

  /** As `of`, of the `source` that the metadata name. */
  ofSource<Value>(cache: TextCache<Value>): Value | undefined {
    return this.#sourceTo === 0 ? undefined : cache.of(this.#text, this.#sourceFrom, this.#sourceTo);
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
      found = attributeNamed.get(this.#text.characters(at + 1));
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
    const text = this.#text;
    if (SOURCE.standsAt(text.view, name) || (text.hasEscapes && text.unescaped(name + 1) === "source")) {
      this.#sourceFrom = from;
      this.#sourceTo = to;
    } else if (REPLAY_OF.standsAt(text.view, name)) this.#replayed = true;
  }
}
