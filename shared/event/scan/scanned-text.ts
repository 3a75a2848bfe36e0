import { isUtf8 } from "node:buffer";
import { parseExact } from "../../json/exact.ts";

const QUOTE = 34;
const BACKSLASH = 92;
const OPENING_BRACKET = 91;
const CLOSING_BRACKET = 93;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;
const SPACE = 32;
const ASCII = 128;

/** Of each byte, 1 if it is an ASCII character that stands for itself in a JSON string. */
const ORDINARY = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte < ASCII && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** Bytes behind the text that may be looked at: more than the longest name. */
export const SLACK = 64;

/**
 * The event that is being scanned: a copy of its bytes, behind which stands a zero, so that no loop over them has to look
 * for their end. The copy takes 0.1 µs; without it each of the loops would ask twice a byte.
 */
export class ScannedText {
  bytes = Buffer.allocUnsafeSlow(0);
  view = new DataView(this.bytes.buffer);
  length = 0;
  /** Whether there was a backslash, or something beyond ASCII, in what was looked at. */
  hasEscapes = false;
  #beyondAscii = false;

  take(event: Uint8Array): void {
    const { length } = event;
    if (length + SLACK > this.bytes.length) this.#grow(length + SLACK);
    this.bytes.set(event);
    this.bytes[length] = 0;
    this.length = length;
    this.hasEscapes = false;
    this.#beyondAscii = false;
  }

  /** Where the string that begins at a place has its closing quote; -1 where it has none, or holds a control character. */
  endOfText(from: number): number {
    const { bytes } = this;
    let at = from;
    while (ORDINARY[bytes[at]!] === 1) at += 1;
    return bytes[at] === QUOTE ? at : this.#endOfUnusualText(at);
  }

  #endOfUnusualText(from: number): number {
    const { bytes } = this;
    for (let at = from; ; at += 1) {
      const byte = bytes[at]!;
      if (byte === QUOTE) return at;
      if (byte < SPACE) return -1;
      if (byte >= ASCII) this.#beyondAscii = true;
      if (byte === BACKSLASH) {
        this.hasEscapes = true;
        at += 1;
        if (bytes[at]! < SPACE) return -1;
      }
    }
  }

  /**
   * Behind the bracket that closes the list which begins at a place; -1 where there is none, or white space. Where the
   * text is JSON that is the list's end; what is in it is left to the parser.
   */
  endOfList(from: number): number {
    const { bytes } = this;
    if (bytes[from] !== OPENING_BRACKET) return -1;
    let depth = 0;
    for (let at = from; ; at += 1) {
      const byte = bytes[at]!;
      if (byte <= SPACE) return -1;
      if (byte === QUOTE) {
        at = this.endOfText(at + 1);
        if (at < 0) return -1;
      } else if (byte === OPENING_BRACKET || byte === OPENING_BRACE) depth += 1;
      else if (byte === CLOSING_BRACKET || byte === CLOSING_BRACE) {
        depth -= 1;
        if (depth === 0) return at + 1;
      }
    }
  }

  /** Whether what was looked at is, and so the rest, which is ASCII. */
  isUtf8(): boolean {
    return !this.#beyondAscii || isUtf8(this.bytes.subarray(0, this.length));
  }

  /** The string whose characters stand between two places, of a text that is UTF-8 and JSON. */
  decode(from: number, to: number): string {
    const text = this.bytes.toString(this.#beyondAscii ? "utf8" : "latin1", from, to);
    return this.hasEscapes && text.includes("\\") ? JSON.parse(`"${text}"`) : text;
  }

  /** The JSON value between two places; undefined where there is none. */
  parse(from: number, to: number): unknown {
    try {
      return parseExact(this.bytes.toString("utf8", from, to));
    } catch {
      // Bad data is a value: whoever parses the whole event says what is wrong with it.
      return undefined;
    }
  }

  /** What stands from a place to the next quote, one character a byte. */
  characters(from: number): string {
    const end = this.bytes.indexOf(QUOTE, from);
    return end < from || end > this.length ? "" : this.bytes.toString("latin1", from, end);
  }

  /** As `characters`, with ASCII letters as themselves that are written by their codes. */
  unescaped(from: number): string {
    return this.characters(from).replace(/\\u00([0-7][0-9a-f])/gi, (_, code) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }

  #grow(size: number): void {
    this.bytes = Buffer.allocUnsafeSlow(2 * size);
    this.view = new DataView(this.bytes.buffer);
  }
}
