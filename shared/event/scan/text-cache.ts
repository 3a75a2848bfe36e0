import type { ScannedText, TextWords } from "./scanned-text.ts";

/**
 * What is made of the texts of events, kept by their bytes: a text that was seen before is neither decoded nor hashed
 * as a string, which takes three times as long, nor does it keep the event alive that it was cut from.
 *
 * Each text has two places, by its hash, of which the one that was used last is looked at first; a third text for them
 * takes the place of the other. A Map would be asked at twice the cost.
 */
export class TextCache<Value> {
  readonly #entries: (Entry<Value> | undefined)[];
  readonly #make: (text: string) => Value;

  /**
   * @param size how many values are kept at most, a power of two
   * @param make pure; asked again for a text that is not kept any more
   */
  constructor(size: number, make: (text: string) => Value) {
    this.#entries = new Array(size).fill(undefined);
    this.#make = make;
  }

  of(text: ScannedText, from: number, to: number): Value {
    const hash = text.hash(from, to);
    const entries = this.#entries;
    const place = hash & (entries.length - 2);
    const latest = entries[place];
    if (latest !== undefined && latest.hash === hash && text.equals(from, to, latest)) return latest.value;
    const other = entries[place + 1];
    const found =
      other !== undefined && other.hash === hash && text.equals(from, to, other)
        ? other
        : { ...text.copy(from, to), hash, value: this.#make(text.decode(from, to)) };
    entries[place + 1] = latest;
    entries[place] = found;
    return found.value;
  }
}

interface Entry<Value> extends TextWords {
  hash: number;
  value: Value;
}
