import { LONGEST_RECORD, RecordTooLong } from "./records.ts";

const [LF, CR] = [10, 13];

/** Reads a content piece by piece. What was read too far can be put back. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Buffer>;
  #returned: Buffer[] = [];
  /** Bytes that were read and not put back. */
  position = 0;

  constructor(pieces: AsyncIterable<Buffer>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Undefined at the end. */
  async next(): Promise<Buffer | undefined> {
    const piece = this.#returned.pop() ?? ((await this.#pieces.next()).value as Buffer | undefined);
    this.position += piece?.length ?? 0;
    return piece;
  }

  unread(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#returned.push(piece);
    this.position -= piece.length;
  }

  /** So many bytes, or fewer at the end. */
  async take(bytes: number): Promise<Buffer> {
    const taken: Buffer[] = [];
    let left = bytes;
    while (left > 0) {
      const piece = await this.next();
      if (piece === undefined) break;
      taken.push(piece.subarray(0, left));
      this.unread(piece.subarray(left));
      left -= Math.min(left, piece.length);
    }
    return Buffer.concat(taken);
  }

  /**
   * The first line that is not empty, with the line ends of the empty ones before it and without its own line end
   * (LF, CR LF or CR).
   * @param number of the line, for the `RecordTooLong` that is thrown when it does not end
   */
  async line(number: number): Promise<Buffer> {
    const taken: Buffer[] = [];
    let held = 0;
    let begun = false;
    for (;;) {
      const piece = await this.next();
      if (piece === undefined) return Buffer.concat(taken);
      for (let at = 0; at < piece.length; at += 1) {
        const isEnd = piece[at] === LF || piece[at] === CR;
        if (!isEnd) begun = true;
        else if (begun) {
          this.unread(piece.subarray(at));
          return Buffer.concat([...taken, piece.subarray(0, at)]);
        }
      }
      taken.push(piece);
      held += piece.length;
      if (held > LONGEST_RECORD) throw new RecordTooLong(number);
    }
  }
}
