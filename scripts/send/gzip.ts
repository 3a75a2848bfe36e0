import { setImmediate } from "node:timers/promises";
import { crc32, createInflateRaw } from "node:zlib";
import { DamagedFile, Leftover } from "./damaged-file.ts";
import { ByteReader } from "./input.ts";

/**
 * The content of a gzip file, member by member. `createGunzip` discards finished output when the next input is
 * damaged, which for a small file is all of it. Here every piece is returned before the next one is read. Throws
 * `DamagedFile` after the last piece that can be read.
 */
export async function* gunzipped(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const input = new ByteReader(chunks);
  while (await atMember(input)) {
    await skipHeader(input);
    yield* member(input);
  }
}

const MAGIC = Buffer.of(0x1f, 0x8b);

/** Zeros behind a member are padding, as tapes and some programs have it. */
async function atMember(input: ByteReader): Promise<boolean> {
  for (;;) {
    const piece = await input.next();
    if (piece === undefined) return false;
    const start = piece.findIndex((byte) => byte !== 0);
    if (start < 0) continue;
    input.unread(piece.subarray(start));
    break;
  }
  const { position } = input;
  const magic = await input.take(MAGIC.length);
  input.unread(magic);
  if (magic.equals(MAGIC)) return true;
  throw new Leftover(`its gzip data ends at byte ${position}, and what follows is none`);
}

const [DEFLATE, HEADER_BYTES, TRAILER_BYTES] = [8, 10, 8];
const [HAS_CHECKSUM, HAS_EXTRA, HAS_NAME, HAS_COMMENT] = [2, 4, 8, 16];

/** RFC 1952, section 2.3. */
async function skipHeader(input: ByteReader): Promise<void> {
  const header = await exactly(input, HEADER_BYTES);
  if (header[2] !== DEFLATE) throw new DamagedFile("its gzip header names no method that is known");
  const flags = header[3]!;
  if (flags & HAS_EXTRA) await exactly(input, (await exactly(input, 2)).readUInt16LE());
  for (const has of [HAS_NAME, HAS_COMMENT]) if (flags & has) while ((await exactly(input, 1))[0] !== 0);
  if (flags & HAS_CHECKSUM) await exactly(input, 2);
}

async function exactly(input: ByteReader, bytes: number): Promise<Buffer> {
  const taken = await input.take(bytes);
  if (taken.length < bytes) throw new DamagedFile("unexpected end of file");
  return taken;
}

async function* member(input: ByteReader): AsyncGenerator<Buffer> {
  const inflating = new Inflating();
  let checksum = 0;
  let bytes = 0;
  while (!inflating.ended) {
    const chunk = await input.next();
    const rest = chunk === undefined ? await inflating.end() : await inflating.push(chunk);
    for (const piece of inflating.take()) {
      checksum = crc32(piece, checksum);
      bytes += piece.length;
      yield piece;
    }
    if (inflating.damage !== undefined) throw new DamagedFile(inflating.damage.message);
    input.unread(rest);
  }
  inflating.close();
  const trailer = await exactly(input, TRAILER_BYTES);
  if (trailer.readUInt32LE(0) !== checksum || trailer.readUInt32LE(4) !== bytes % 2 ** 32)
    throw new DamagedFile("its content does not fit its checksum");
}

/** The deflated data of one member. */
class Inflating {
  readonly #stream = createInflateRaw();
  #ready: Buffer[] = [];
  readonly #finished: Promise<void>;
  ended = false;
  damage: Error | undefined;

  constructor() {
    this.#stream.on("data", (piece: Buffer) => this.#ready.push(piece));
    this.#finished = new Promise((resolve) => {
      this.#stream.on("end", () => {
        this.ended = true;
        resolve();
      });
      this.#stream.on("error", (error) => {
        this.damage = error;
        resolve();
      });
    });
  }

  /** Returns the rest of the chunk after the end of the data. */
  async push(chunk: Buffer): Promise<Buffer> {
    const before = this.#stream.bytesWritten;
    const written = new Promise<void>((resolve) => this.#stream.write(chunk, () => resolve()));
    await Promise.race([this.#finished, written]);
    // The pieces of a chunk, and the end, are emitted only after the write.
    await setImmediate();
    return chunk.subarray(this.ended ? this.#stream.bytesWritten - before : chunk.length);
  }

  async end(): Promise<Buffer> {
    this.#stream.end();
    await this.#finished;
    return Buffer.alloc(0);
  }

  close(): void {
    this.#stream.destroy();
  }

  take(): Buffer[] {
    const taken = this.#ready;
    this.#ready = [];
    return taken;
  }
}
