import { Literal } from "../json/literal.ts";
import { clientAddress } from "./address.ts";
import { ADDRESS, CHECKED, FLAG, ID, MAP, ROWS, TEXT, UTC, ZONE } from "./kind.ts";
import { mayBeNoId } from "./no-id.ts";
import { type Attribute, openingOf, rawLayout, type ScanLayout } from "./scan/attributes.ts";
import { isIpv4At } from "./scan/ipv4.ts";
import { endOfNumber, isUsualNumber } from "./scan/number.ts";
import { ScannedEvent } from "./scan/scanned-event.ts";
import { TextCache } from "./scan/text-cache.ts";
import { isZone } from "./zone.ts";

export { attributeIndex } from "./scan/attributes.ts";
export type { ScannedEvent } from "./scan/scanned-event.ts";

const OPEN = 123;
const CLOSE = 125;
const COMMA = 44;
const COLON = 58;
const QUOTE = 34;
const SPACE = 32;

const TRUE = new Literal("true");
const FALSE = new Literal("false");

/** Whether texts are names of time zones; there are 600. */
const zones = new TextCache(1024, isZone);

/** Whether there is an address in texts that are not just one of IPv4. */
const addresses = new TextCache(4096, (text) => clientAddress(text) !== undefined);

/** A character of ASCII that is no blank. */
const isInk = (byte: number): boolean => byte > SPACE && byte < 127;

/** Behind `true` or `false`; -1 where neither stands. */
function endOfFlag(view: DataView, from: number): number {
  if (TRUE.standsAt(view, from)) return from + TRUE.length;
  return FALSE.standsAt(view, from) ? from + FALSE.length : -1;
}

/**
 * Finds the attributes of an event in its bytes, without building it: where each begins and ends, and whether the
 * event is `usual`, which is to say valid and in the form in which events are stored. It knows compact JSON objects of
 * the schema's attributes, each given once, with texts, numbers, flags and flat maps of text, and returns nothing of all
 * others; what is not `usual` has to be parsed. So it accepts less than the parser and the schema, and nothing else.
 *
 * Events of one producer have their attributes in nearly the same order, so that after each the two are tried first that
 * came next the last times. Parsing, validating and then looking for the attributes takes four times as long.
 */
export class EventScanner {
  readonly #event: ScannedEvent;
  readonly #layout: ScanLayout;
  readonly #opening = openingOf();
  readonly #unusual: TextCache<boolean> | undefined;

  /**
   * @param layout of the schema whose events are scanned
   * @param unusual whether an event that has a property of a name is not usual, for whoever changes it
   */
  constructor(layout: ScanLayout = rawLayout, unusual?: TextCache<boolean>) {
    this.#layout = layout;
    this.#unusual = unusual;
    this.#event = new ScannedEvent(layout);
  }

  /** @returns the event, until the next one is scanned; undefined where it cannot be read this way */
  scan(bytes: Uint8Array): ScannedEvent | undefined {
    const event = this.#event;
    event.begin(bytes);
    const { text } = event;
    if (text.bytes[0] !== OPEN) return undefined;
    let attribute = this.#opening;
    let at = 0;
    do {
      const next = this.#attributeAt(at + 1, attribute);
      if (next === undefined || event.add(next.index)) return undefined;
      attribute = next;
      at = this.#readValue(next, at + 1 + next.literal.length);
      if (at < 0) return undefined;
    } while (text.bytes[at] === COMMA);
    if (text.bytes[at] !== CLOSE || at !== text.length - 1) return undefined;
    event.usual &&= !text.hasEscapes && event.hasRequired() && text.isUtf8();
    return event;
  }

  /** The attribute whose name and delimiters stand at a place; undefined where it is none of the schema's. */
  #attributeAt(at: number, previous: Attribute): Attribute | undefined {
    const { next } = previous;
    return next.literal.standsAt(this.#event.text.view, at) ? next : this.#unexpectedAt(at, previous);
  }

  #unexpectedAt(at: number, previous: Attribute): Attribute | undefined {
    const { text } = this.#event;
    let found: Attribute | undefined = previous.other;
    if (!found.literal.standsAt(text.view, at)) {
      found = this.#layout.named.get(text.characters(at + 1));
      if (found === undefined || !found.literal.standsAt(text.view, at)) return undefined;
    }
    previous.other = previous.next;
    previous.next = found;
    return found;
  }

  /** Notes where the value begins and ends; returns where its delimiter stands, -1 when it is none of the attribute's kind. */
  #readValue(attribute: Attribute, from: number): number {
    const { index, form, min, max } = attribute;
    const event = this.#event;
    if (form === TEXT) {
      const end = event.text.endOfText(from);
      // Bytes are no fewer than characters: what is short enough in bytes is so in characters. One that begins with a blank
      // may be of blanks alone.
      if (end - from < min || end - from > max || event.text.bytes[from] === SPACE) event.usual = false;
      event.place(index, from, end);
      return end < 0 ? end : end + 1;
    }
    if (form === MAP) return this.#readMap(index, from);
    if (form === UTC) {
      const end = event.text.endOfText(from);
      event.placeInstant(index, from, end);
      return end < 0 ? end : end + 1;
    }
    if (form === ID) return this.#readId(attribute, from);
    if (form === ZONE) return this.#readChecked(attribute, from, zones);
    if (form === ADDRESS) return this.#readAddress(attribute, from);
    if (form === CHECKED) return this.#readChecked(attribute, from, attribute.accepted);
    if (form === FLAG) return this.#readFlag(index, from);
    if (form === ROWS) return this.#readList(attribute, from);
    const { bytes } = event.text;
    const end = endOfNumber(bytes, from);
    if (!isUsualNumber(bytes, from, end, attribute)) event.usual = false;
    event.place(index, from, end);
    return end > from ? end : -1;
  }

  /** What may have blanks around it, or stand for no id, is left to its kind. */
  #readId({ index, min, max, accepts }: Attribute, from: number): number {
    const event = this.#event;
    const end = event.text.endOfText(from);
    event.place(index, from, end);
    const length = end - from;
    if (length < min || length > max) {
      event.usual = false;
      return end < 0 ? end : end + 1;
    }
    const { text } = event;
    const { bytes } = text;
    const first = bytes[from]!;
    const last = bytes[end - 1]!;
    const isDoubtful = !isInk(first) || !isInk(last) || mayBeNoId(length, first, last, bytes[end - 3]!);
    // What has escapes in it may be no JSON, and is left to the parser.
    if (isDoubtful && (text.hasEscapes || !accepts(text.decode(from, end)))) event.usual = false;
    return end + 1;
  }

  #readAddress(attribute: Attribute, from: number): number {
    const { text } = this.#event;
    const end = text.endOfText(from);
    if (!isIpv4At(text.bytes, from, end)) return this.#readChecked(attribute, from, addresses);
    this.#event.place(attribute.index, from, end);
    return end + 1;
  }

  #readChecked({ index, min, max }: Attribute, from: number, isOne: TextCache<boolean>): number {
    const event = this.#event;
    const end = event.text.endOfText(from);
    event.place(index, from, end);
    const { text } = event;
    // What has escapes in it may be no JSON, and is left to the parser.
    if (end - from < min || end - from > max || text.hasEscapes || !isOne.of(text, from, end))
      event.usual = false;
    return end < 0 ? end : end + 1;
  }

  #readFlag(index: number, from: number): number {
    const event = this.#event;
    const end = endOfFlag(event.text.view, from);
    event.place(index, from, end);
    return end;
  }

  /** What is in a list the parser has to say: of the list alone, which takes a tenth of what the whole event would. */
  #readList({ index, isStored }: Attribute, from: number): number {
    const event = this.#event;
    const end = event.text.endOfList(from);
    if (end >= 0) event.placeList(index, from, end, isStored);
    return end;
  }

  /** Behind the brace that closes a flat map of texts; -1 where it is something else. */
  #readMap(index: number, from: number): number {
    const event = this.#event;
    const { text } = event;
    const { bytes } = text;
    if (bytes[from] !== OPEN) return -1;
    if (bytes[from + 1] === CLOSE) return from + 2;
    const unusual = index === this.#layout.properties ? this.#unusual : undefined;
    for (let at = from + 1; ; at += 1) {
      const name = at;
      at = bytes[at] === QUOTE ? text.endOfText(at + 1) : -1;
      if (at < 0 || bytes[at + 1] !== COLON || bytes[at + 2] !== QUOTE) return -1;
      if (unusual?.of(text, name + 1, at)) event.usual = false;
      const value = at + 3;
      at = text.endOfText(value) + 1;
      if (at === 0) return -1;
      if (index === this.#layout.metadata) event.noteMetadata(name, value, at - 1);
      if (bytes[at] === CLOSE) return at + 1;
      if (bytes[at] !== COMMA) return -1;
    }
  }
}
