import { utcDate } from "../event/time.ts";

const DAY = 86_400_000;
/** A whole number below this is one that V8 keeps without the heap. */
const BILLION = 1e9;

const ZERO = 48;
const COLON = 58;
const POINT = 46;
const ZULU = 90;
const QUOTE = 34;
const BACKSLASH = 92;
const SPACE = 32;
const DELETE = 127;

/** Of each byte, 1 if it is a printable ASCII character that stands for itself in a JSON string. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte < DELETE && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

/** The day that was written last, and its `YYYY-MM-DDT`: events come day by day. */
let writtenDay = Number.NaN;
const date = new Uint8Array(11);

function keepDate(day: number): void {
  date.set(Buffer.from(utcDate(day)));
  writtenDay = day;
}

/**
 * UTF-8 text in the making, on the hot path: each piece goes straight to its place. Pieces joined as strings are a
 * tree that is flattened and then encoded, which takes three times as long for a line of forty pieces.
 */
export class TextBuffer {
  #bytes: Buffer;
  #size = 0;

  /** @param capacity bytes to begin with; it grows as needed */
  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#size;
  }

  /** The byte at a place that was written. */
  at(place: number): number {
    return this.#bytes[place]!;
  }

  /** Puts a byte in the place of one that was written. */
  put(at: number, value: number): void {
    this.#bytes[at] = value;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#size++] = value;
  }

  /** Text of ASCII characters alone, which the caller vouches for. */
  ascii(text: string): void {
    this.#reserve(text.length);
    this.#size += this.#bytes.write(text, this.#size, "latin1");
  }

  text(text: string): void {
    // A UTF-16 unit is at most three bytes of UTF-8.
    this.#reserve(text.length * 3);
    this.#size += this.#bytes.write(text, this.#size);
  }

  /** A JSON string, with its quotes. */
  quoted(text: string): void {
    const start = this.#size;
    this.byte(QUOTE);
    if (this.plain(text)) this.byte(QUOTE);
    else {
      this.truncate(start);
      this.text(JSON.stringify(text));
    }
  }

  /**
   * Text of printable ASCII without quote and backslash; returns false, and writes nothing, where it is not. It is
   * looked at as bytes once it is written: a look at the characters of a text that was cut out of a longer one is slow.
   */
  plain(text: string): boolean {
    const { length } = text;
    this.#reserve(length * 3);
    const bytes = this.#bytes;
    const start = this.#size;
    // What is beyond ASCII takes more bytes than it has characters.
    if (bytes.write(text, start) !== length) return false;
    const end = start + length;
    for (let at = start; at < end; at += 1) if (PLAIN[bytes[at]!] !== 1) return false;
    this.#size = end;
    return true;
  }

  bytes(source: Uint8Array): void {
    if (source.length === 0) return;
    this.#reserve(source.length);
    this.#bytes.set(source, this.#size);
    this.#size += source.length;
  }

  /** A number as JSON and `String` write it. */
  number(value: number): void {
    const whole = value | 0;
    if (whole === value && whole >= 0 && whole < BILLION) this.#digits(whole);
    else if (!(value >= 0 && value < BILLION)) this.#large(value);
    else {
      // Most fractions are of seconds or of money.
      const thousandths = Math.round(value * 1000);
      if (thousandths / 1000 === value) this.thousandths(thousandths);
      else this.ascii(String(value));
    }
  }

  /** Most that are large are epoch ms; as a text each would be made, and kept for the next time. */
  #large(value: number): void {
    const billions = Math.floor(value / BILLION);
    const rest = value - billions * BILLION;
    if (!(value >= BILLION && value <= Number.MAX_SAFE_INTEGER && Number.isInteger(value))) {
      this.ascii(String(value));
      return;
    }
    this.#digits(billions);
    this.#reserve(9);
    let left = rest | 0;
    for (let at = this.#size + 8; at >= this.#size; at -= 1) {
      const tenth = (left / 10) | 0;
      this.#bytes[at] = ZERO + left - tenth * 10;
      left = tenth;
    }
    this.#size += 9;
  }

  /** A thousandth of a whole number from 0 to below 10¹⁵, as `String(value / 1000)` writes it. */
  thousandths(value: number): void {
    const whole = Math.floor(value / 1000);
    const rest = value - whole * 1000;
    this.number(whole);
    if (rest === 0) return;
    this.#reserve(4);
    this.#bytes[this.#size++] = POINT;
    for (let left = rest, unit = 100; left > 0; unit /= 10) {
      const digit = Math.floor(left / unit);
      this.#bytes[this.#size++] = ZERO + digit;
      left -= digit * unit;
    }
  }

  /** Epoch ms as `YYYY-MM-DDTHH:mm:ss.sssZ`. */
  utc(ms: number): void {
    const day = Math.floor(ms / DAY);
    if (day !== writtenDay) keepDate(day);
    this.#reserve(date.length + 13);
    const bytes = this.#bytes;
    // Byte by byte, since a call of the copier takes three times as long for so few.
    for (let each = 0; each < date.length; each += 1) bytes[this.#size + each] = date[each]!;
    const at = this.#size + date.length;
    const millis = ms - day * DAY;
    const seconds = (millis / 1000) | 0;
    const minutes = (seconds / 60) | 0;
    const hours = (minutes / 60) | 0;
    this.#two(at, hours);
    bytes[at + 2] = COLON;
    this.#two(at + 3, minutes - hours * 60);
    bytes[at + 5] = COLON;
    this.#two(at + 6, seconds - minutes * 60);
    bytes[at + 8] = POINT;
    const fraction = millis - seconds * 1000;
    const tens = (fraction / 10) | 0;
    this.#two(at + 9, tens);
    bytes[at + 11] = ZERO + fraction - tens * 10;
    bytes[at + 12] = ZULU;
    this.#size = at + 13;
  }

  /** Drops what was written behind the first `size` bytes. */
  truncate(size: number): void {
    this.#size = size;
  }

  /** Drops the written bytes from `start` to before `end`. */
  cut(start: number, end: number): void {
    this.#bytes.copyWithin(start, end, this.#size);
    this.#size -= end - start;
  }

  /** Where the byte stands first, from `start` on; -1 where it does not. */
  indexOf(byte: number, start: number): number {
    const found = this.#bytes.indexOf(byte, start);
    return found < this.#size ? found : -1;
  }

  /** The written bytes from `start` to before `end`, without a copy: valid until the next write. */
  view(start = 0, end = this.#size): Buffer {
    return this.#bytes.subarray(start, end);
  }

  /** The written bytes from `start` to before `end` as a text. */
  string(start: number, end: number): string {
    return this.#bytes.toString("utf8", start, end);
  }

  /** A copy of the written bytes. */
  copy(start = 0, end = this.#size): Buffer {
    return Buffer.from(this.view(start, end));
  }

  #two(at: number, value: number): void {
    const tens = (value / 10) | 0;
    this.#bytes[at] = ZERO + tens;
    this.#bytes[at + 1] = ZERO + value - tens * 10;
  }

  #digits(value: number): void {
    this.#reserve(9);
    if (value < 10) {
      this.#bytes[this.#size++] = ZERO + value;
      return;
    }
    let digits = 1;
    for (let limit = 10; value >= limit; limit *= 10) digits += 1;
    let at = this.#size + digits;
    this.#size = at;
    let left = value;
    for (let n = 0; n < digits; n += 1) {
      const rest = (left / 10) | 0;
      at -= 1;
      this.#bytes[at] = ZERO + left - rest * 10;
      left = rest;
    }
  }

  #reserve(more: number): void {
    const needed = this.#size + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#size);
    this.#bytes = larger;
  }
}
