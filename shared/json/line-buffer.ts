import { TextBuffer } from "./text-buffer.ts";
import { isBlank } from "./white-space.ts";

const LF = 10;
const CR = 13;
const SPACE = 32;

/** The lines of a pack in the making, each written straight to its place. */
export class LineBuffer {
  /** So that code stays optimised for it while there is no other instance (see `TabReader`). */
  static readonly kept = new LineBuffer(0);
  readonly #text: TextBuffer;
  /** Where each line ends; the next one begins after a line end. */
  #ends: number[] = [];

  /** @param capacity bytes to begin with */
  constructor(capacity: number) {
    this.#text = new TextBuffer(capacity);
  }

  /** Bytes of all lines with the line ends between them. */
  get size(): number {
    return this.#text.size;
  }

  get count(): number {
    return this.#ends.length;
  }

  /** Where the next line is to be written; `end` then ends it. */
  begin(): TextBuffer {
    if (this.#ends.length > 0) this.#text.byte(LF);
    return this.#text;
  }

  /** Returns whether the line would not come back out of NDJSON as it is: with a line end inside, blank, or ending in CR. */
  end(): boolean {
    const start = this.#start(this.count);
    const end = this.#text.size;
    this.#ends.push(end);
    if (this.#text.at(end - 1) === CR || this.#text.indexOf(LF, start) >= 0) return true;
    return end === start || (this.#text.at(start) <= SPACE && isBlank(this.#text.view(), start, end));
  }

  /** A copy of the lines `from` … `to` − 1. */
  slice(from: number, to: number): Buffer {
    return this.#text.copy(this.#start(from), this.#ends[to - 1]);
  }

  /** Drops all but the last `kept` lines. */
  keep(kept: number): void {
    const from = this.count - kept;
    const start = Math.min(this.#start(from), this.size);
    this.#text.cut(0, start);
    this.#ends = this.#ends.slice(from).map((end) => end - start);
  }

  #start(index: number): number {
    return index === 0 ? 0 : this.#ends[index - 1]! + 1;
  }
}
