const WORD = 4;

/** ASCII text of four characters or more that is looked for at a place, four bytes at a time. */
export class Literal {
  readonly length: number;
  /** Its bytes in words from the start, and last the word that ends it: that one may overlap. */
  readonly #words: Int32Array;

  constructor(text: string) {
    const bytes = Buffer.from(text, "latin1");
    const words: number[] = [];
    for (let at = 0; at + WORD < bytes.length; at += WORD) words.push(bytes.readInt32LE(at));
    words.push(bytes.readInt32LE(bytes.length - WORD));
    this.length = bytes.length;
    this.#words = Int32Array.from(words);
  }

  /** Whether it stands in `view` at a place, from which on there are at least as many bytes. */
  standsAt(view: DataView, place: number): boolean {
    const words = this.#words;
    const last = words.length - 1;
    for (let at = 0; at < last; at += 1)
      if (view.getInt32(place + at * WORD, true) !== words[at]) return false;
    return view.getInt32(place + this.length - WORD, true) === words[last];
  }
}
