import { LineBuffer } from "../json/line-buffer.ts";
import type { TextBuffer } from "../json/text-buffer.ts";
import { MAX_PACK_ENTRIES, RECORD_BYTES, UNPACKED_BYTES } from "../limits.ts";
import type { OutRecord } from "../stream.ts";
import { type Compression, compress, compressionOf } from "./compression.ts";
import { isAggregate } from "./kpl.ts";

export interface PackOptions<Item> {
  /** Items of one group share packs and stay in order; a pack never holds two groups. */
  group(item: Item): string;
  /** Partition key of a pack, from its group and its items. */
  partitionKey(group: string, items: readonly Item[]): string;
  /** Writes the item as one line of JSON. */
  write(item: Item, line: TextBuffer): void;
  /** Largest pack in bytes, before compression; an item that is larger gets a pack of its own. */
  packBytes: number;
  compression: Compression;
}

export interface Pack<Item> {
  record: OutRecord;
  items: Item[];
}

export interface Packed<Item> {
  packs: Pack<Item>[];
  /** Items that do not fit into a record, even alone and compressed. */
  oversize: Item[];
}

/**
 * Items → stream records that `unpackRecord` turns back into the same lines. Each item is in one pack or in
 * `oversize`.
 */
export function encodePacks<Item>(items: readonly Item[], options: PackOptions<Item>): Packed<Item> {
  const packer = new Packer(options);
  const groups = Map.groupBy(items, options.group);
  for (const [group, members] of groups) packer.add(group, members);
  return packer.packed;
}

class Packer<Item> {
  readonly packed: Packed<Item> = { packs: [], oversize: [] };
  readonly #options: PackOptions<Item>;
  readonly #largest: number;
  readonly #lines: LineBuffer;

  constructor(options: PackOptions<Item>) {
    this.#options = options;
    this.#largest = Math.min(options.packBytes, UNPACKED_BYTES);
    this.#lines = new LineBuffer(2 * Math.min(this.#largest, RECORD_BYTES));
  }

  add(group: string, members: readonly Item[]): void {
    let first = 0;
    const seal = (end: number) => {
      if (end > first) this.#seal(group, members.slice(first, end), 0);
      this.#lines.keep(this.#lines.count - (end - first));
      first = end;
    };
    members.forEach((item, index) => {
      this.#options.write(item, this.#lines.begin());
      const alone = this.#lines.end();
      const isFull = index - first === MAX_PACK_ENTRIES || this.#lines.size > this.#largest;
      if (alone || isFull) seal(index);
      if (alone) seal(index + 1);
    });
    seal(members.length);
  }

  /** Writes a pack of the lines from `from` on, or halves it while it is too large for a record. */
  #seal(group: string, items: Item[], from: number): void {
    const partitionKey = this.#options.partitionKey(group, items);
    const data = encode(this.#lines.slice(from, from + items.length), this.#options.compression);
    if (data !== undefined && data.byteLength + Buffer.byteLength(partitionKey) <= RECORD_BYTES) {
      this.packed.packs.push({ record: { partitionKey, data }, items });
    } else if (items.length === 1) {
      this.packed.oversize.push(items[0]!);
    } else {
      const middle = items.length >> 1;
      this.#seal(group, items.slice(0, middle), from);
      this.#seal(group, items.slice(middle), from + middle);
    }
  }
}

/** Undefined if it is larger than `unpackRecord` would inflate. Bytes that look like a format are put into gzip. */
function encode(text: Buffer, compression: Compression): Uint8Array | undefined {
  if (text.byteLength > UNPACKED_BYTES) return undefined;
  if (compression !== "none") return compress(text, compression);
  const mistakable = isAggregate(text) || compressionOf(text) !== "none";
  return mistakable ? compress(text, "gzip") : text;
}
