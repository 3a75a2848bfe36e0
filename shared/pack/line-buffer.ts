const LF = 10;

/**
 * The lines of a pack in the making. Each text is encoded once, straight to its place: measuring lines with
 * `Buffer.byteLength`, joining and encoding them took four times as long.
 */
export class LineBuffer {
  #bytes: Buffer;
  /** Where each line ends; the next one begins after a line end. */
  #ends: number[] = [];

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Bytes of all lines with the line ends between them. */
  get size(): number {
    return this.#ends.at(-1) ?? 0;
  }

  get count(): number {
    return this.#ends.length;
  }

  append(line: string | Uint8Array): void {
    const start = this.#start(this.count);
    // A UTF-16 unit is at most three bytes of UTF-8.
    this.#reserve(start + (typeof line === "string" ? line.length * 3 : line.byteLength));
    if (start > 0) this.#bytes[start - 1] = LF;
    if (typeof line === "string") this.#ends.push(start + this.#bytes.write(line, start));
    else {
      this.#bytes.set(line, start);
      this.#ends.push(start + line.byteLength);
    }
  }

  /** A copy of the lines `from` … `to` − 1. */
  slice(from: number, to: number): Buffer {
    return Buffer.from(this.#bytes.subarray(this.#start(from), this.#ends[to - 1]));
  }

  /** Drops all but the last `kept` lines. */
  keep(kept: number): void {
    const from = this.count - kept;
    const start = this.#start(from);
    this.#bytes.copyWithin(0, start, this.size);
    this.#ends = this.#ends.slice(from).map((end) => end - start);
  }

  #start(index: number): number {
    return index === 0 ? 0 : this.#ends[index - 1]! + 1;
  }

  #reserve(capacity: number): void {
    if (capacity <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(capacity * 2);
    this.#bytes.copy(larger, 0, 0, this.size);
    this.#bytes = larger;
  }
}
