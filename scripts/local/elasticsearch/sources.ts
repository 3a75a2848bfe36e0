import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** Documents a block. Readers go forward, so a block is unpacked once for many documents. */
const BLOCK = 512;
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * The texts of documents, kept byte for byte, by number. Full blocks are compressed outside of the heap: events
 * resemble each other, so a million of them take some 100 MB and not 1 GB.
 */
export class Sources {
  readonly #blocks: { bytes: Buffer; ends: Uint32Array }[] = [];
  #open: string[] = [];
  #unpacked: { block: number; texts: string[] } | undefined;

  get count(): number {
    return this.#blocks.length * BLOCK + this.#open.length;
  }

  /** Returns the number of the document. */
  add(text: string): number {
    this.#open.push(text);
    if (this.#open.length === BLOCK) this.#seal();
    return this.count - 1;
  }

  get(number: number): string {
    const block = Math.floor(number / BLOCK);
    if (block === this.#blocks.length) return this.#open[number % BLOCK]!;
    if (this.#unpacked?.block !== block) this.#unpacked = { block, texts: this.#unpack(block) };
    return this.#unpacked.texts[number % BLOCK]!;
  }

  #seal(): void {
    let end = 0;
    const ends = Uint32Array.from(this.#open, (text) => {
      end += Buffer.byteLength(text);
      return end;
    });
    this.#blocks.push({ bytes: zstdCompressSync(Buffer.from(this.#open.join("")), ZSTD), ends });
    this.#open = [];
  }

  #unpack(block: number): string[] {
    const { bytes, ends } = this.#blocks[block]!;
    const plain = zstdDecompressSync(bytes, { chunkSize: 1024 * 1024 });
    return Array.from(ends, (end, at) => plain.toString("utf8", at === 0 ? 0 : ends[at - 1], end));
  }
}
