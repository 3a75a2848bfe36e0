import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** Documents a block. Readers go forward, so a block is unpacked once for many documents. */
const BLOCK = 512;
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * The texts of documents, kept byte for byte, by number. Full blocks are compressed outside of the heap: events
 * resemble each other, so a million of them take some 100 MB and not 1 GB.
 */
export class DocumentSources {
  readonly #blocks = new Map<number, { bytes: Buffer; ends: Uint32Array }>();
  /** Numbers that were dropped, by block, until all of its documents are. */
  readonly #dropped = new Map<number, Set<number>>();
  #open: string[] = [];
  #next = 0;
  #unpacked: { block: number; texts: string[] } | undefined;
  /** Of the blocks, as they are compressed. */
  bytes = 0;

  /** Documents added so far, held or not. */
  get added(): number {
    return this.#next;
  }

  /** Returns the number of the document. */
  add(text: string): number {
    const number = this.#next++;
    this.#open.push(text);
    if (this.#open.length === BLOCK) this.#seal(blockOf(number));
    return number;
  }

  /** The text of a document that is there. */
  get(number: number): string {
    const block = blockOf(number);
    if (block === blockOf(this.#next)) return this.#open[number % BLOCK]!;
    if (this.#unpacked?.block !== block) this.#unpacked = { block, texts: this.#unpack(block) };
    return this.#unpacked.texts[number % BLOCK]!;
  }

  /** Lets go of a document that is there; its block goes with the last of it. */
  drop(number: number): void {
    const block = blockOf(number);
    const dropped = this.#dropped.get(block) ?? new Set();
    this.#dropped.set(block, dropped.add(number));
    if (dropped.size < BLOCK) return;
    this.bytes -= this.#blocks.get(block)!.bytes.byteLength;
    this.#blocks.delete(block);
    this.#dropped.delete(block);
    if (this.#unpacked?.block === block) this.#unpacked = undefined;
  }

  #seal(block: number): void {
    let end = 0;
    const ends = Uint32Array.from(this.#open, (text) => {
      end += Buffer.byteLength(text);
      return end;
    });
    const bytes = zstdCompressSync(Buffer.from(this.#open.join("")), ZSTD);
    this.#blocks.set(block, { bytes, ends });
    this.bytes += bytes.byteLength;
    this.#open = [];
  }

  #unpack(block: number): string[] {
    const { bytes, ends } = this.#blocks.get(block)!;
    const plain = zstdDecompressSync(bytes, { chunkSize: 1024 * 1024 });
    return Array.from(ends, (end, at) => plain.toString("utf8", at === 0 ? 0 : ends[at - 1], end));
  }
}

const blockOf = (number: number): number => Math.floor(number / BLOCK);
