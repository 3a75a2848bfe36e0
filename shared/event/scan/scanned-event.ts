import { Literal } from "../../json/literal.ts";
import { READING, RECEIVED_AT_FROM } from "../receipt.ts";
import { isCanonical, parseInstant } from "../time.ts";
import { INSTANT_LENGTH, type ScanLayout } from "./attributes.ts";
import { instantAt } from "./instant.ts";
import { shortNumber } from "./number.ts";
import { ScannedText } from "./scanned-text.ts";
import type { TextCache } from "./text-cache.ts";

const SOURCE = new Literal('"source":"');
const REPLAY_OF = new Literal('"replay_of":"');
/** The t of `true`. */
const TRUE_BEGINS = 116;
const RECEIPT = new Literal(`"${RECEIVED_AT_FROM}":"`);

/**
 * Where the attributes of an event stand in its bytes, by their numbers (`attributeIndex`), and what they say. Values are
 * undefined where the event lacks the attribute; they are to be asked of valid events alone.
 */
export class ScannedEvent {
  readonly text = new ScannedText();
  /** Whether it is valid and in its stored form, but for its instants. */
  usual = false;
  /** Whether its metadata say that it was replayed. */
  replayed = false;
  /** Bits of the attributes that go before what enrichment finds (`given.ts`). */
  given = 0;
  #scan = 0;
  /** By attribute: the scan that saw it last, and where its value begins and ends, without quotes. */
  readonly #seen: Int32Array;
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  /** By attribute, of instants in their stored form: epoch ms, or NaN. */
  readonly #instants: Float64Array;
  /** By attribute, of lists: the rows. */
  readonly #lists: (unknown[] | undefined)[];
  readonly #layout: ScanLayout;
  readonly #given: Int32Array;
  #sourceFrom = 0;
  #sourceTo = 0;
  #receiptFrom = 0;
  #receiptTo = 0;

  constructor(layout: ScanLayout) {
    const { length } = layout.attributes;
    this.#layout = layout;
    this.#given = layout.given;
    this.#seen = new Int32Array(length);
    this.#from = new Int32Array(length);
    this.#to = new Int32Array(length);
    this.#instants = new Float64Array(length);
    this.#lists = new Array(length);
  }

  /** Takes another event, of which nothing is known yet. */
  begin(bytes: Uint8Array): void {
    this.text.take(bytes);
    this.usual = true;
    this.replayed = false;
    this.given = 0;
    this.#scan += 1;
    this.#sourceTo = 0;
    this.#receiptTo = 0;
  }

  /** Notes that the event has the attribute; returns whether it had it before. */
  add(index: number): boolean {
    if (this.has(index)) return true;
    this.#seen[index] = this.#scan;
    this.given |= this.#given[index]!;
    return false;
  }

  place(index: number, from: number, to: number): void {
    this.#from[index] = from;
    this.#to[index] = to;
  }

  /** Notes where an instant stands; it is in its stored form, or the event not usual. */
  placeInstant(index: number, from: number, to: number): void {
    this.place(index, from, to);
    const ms = to - from === INSTANT_LENGTH ? instantAt(this.text, from) : Number.NaN;
    this.#instants[index] = ms;
    if (Number.isNaN(ms)) this.usual = false;
  }

  /** Reads a list and notes where it stands; unless it is in its stored form the event is not usual. */
  placeList(index: number, from: number, to: number, isStored: (rows: unknown) => boolean): void {
    this.place(index, from, to);
    const rows = this.text.parse(from, to);
    this.#lists[index] = Array.isArray(rows) ? rows : undefined;
    if (!isStored(rows)) this.usual = false;
  }

  /** Takes what is asked of the metadata; of two of one name the last one counts, as it does for the parser. */
  noteMetadata(name: number, from: number, to: number): void {
    if (this.#isNamed(SOURCE, "source", name)) {
      this.#sourceFrom = from;
      this.#sourceTo = to;
    } else if (REPLAY_OF.standsAt(this.text.view, name)) this.replayed = true;
    else if (this.#isNamed(RECEIPT, RECEIVED_AT_FROM, name)) {
      this.#receiptFrom = from;
      this.#receiptTo = to;
    }
  }

  #isNamed(literal: Literal, plain: string, at: number): boolean {
    const { text } = this;
    return literal.standsAt(text.view, at) || (text.hasEscapes && text.unescaped(at + 1) === plain);
  }

  has(index: number): boolean {
    return this.#seen[index] === this.#scan;
  }

  hasRequired(): boolean {
    for (const index of this.#layout.required) if (!this.has(index)) return false;
    return true;
  }

  /** Where the attribute begins, with the comma or brace before it. */
  beginOf(index: number): number {
    return this.#from[index]! - this.#layout.attributes[index]!.literal.length - 1;
  }

  /** Where a text attribute has ended. */
  endOf(index: number): number {
    return this.#to[index]! + 1;
  }

  string(index: number): string | undefined {
    return this.has(index) ? this.text.decode(this.#from[index]!, this.#to[index]!) : undefined;
  }

  number(index: number): number | undefined {
    if (!this.has(index)) return undefined;
    const from = this.#from[index]!;
    const to = this.#to[index]!;
    return shortNumber(this.text.bytes, from, to) ?? Number(this.text.decode(from, to));
  }

  flag(index: number): boolean | undefined {
    return this.has(index) ? this.text.bytes[this.#from[index]!] === TRUE_BEGINS : undefined;
  }

  /** The rows of a list. */
  list(index: number): unknown[] | undefined {
    return this.has(index) ? this.#lists[index] : undefined;
  }

  /** Epoch ms; NaN where it has not the stored form. */
  instant(index: number): number | undefined {
    if (!this.has(index)) return undefined;
    const from = this.#from[index]!;
    const to = this.#to[index]!;
    if (to - from === INSTANT_LENGTH) return this.#instants[index];
    // Of an event that was parsed: characters may be written by their codes.
    const text = this.text.decode(from, to);
    return isCanonical(text) ? parseInstant(text) : Number.NaN;
  }

  /** What is made of a text attribute. */
  of<Value>(index: number, cache: TextCache<Value>): Value | undefined {
    return this.has(index) ? cache.of(this.text, this.#from[index]!, this.#to[index]!) : undefined;
  }

  /** What is made of the `source` that the metadata name. */
  ofSource<Value>(cache: TextCache<Value>): Value | undefined {
    return this.#sourceTo === 0 ? undefined : cache.of(this.text, this.#sourceFrom, this.#sourceTo);
  }

  /** Whether `received_at` is that of a server, and not when the pipeline read the event. */
  get receiptKnown(): boolean {
    return this.#receiptTo === 0 || this.text.decode(this.#receiptFrom, this.#receiptTo) !== READING;
  }
}
