import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { UserError } from "../user-error.ts";

/** A file's content ends before its end: what came before has been given already. */
export class DamagedFile extends Error {
  override name = "DamagedFile";
}

export interface FileFacts {
  bytes: number;
  /** Epoch ms. */
  modified: number;
  compressed: boolean;
}

/** What is known before reading. Throws a `UserError` for what cannot be read as a file of events. */
export async function examine(path: string): Promise<FileFacts> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw new UserError(`${path} is not there: check the name of the file.`);
    throw new UserError(`${path} cannot be read (${error.code}): check its permissions.`);
  });
  if (found.isDirectory())
    throw new UserError(`${path} is a folder: name the files in it, for example ${path}/*.json.`);
  if (found.size === 0) throw new UserError(`${path} is empty: there is nothing to send.`);
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${path} cannot be read (${error.code}): check its permissions.`);
  });
  const magic = await file.read(Buffer.alloc(2), 0, 2, 0).finally(() => file.close());
  const compressed = magic.buffer.readUInt16BE() === 0x1f8b;
  if (!compressed && path.endsWith(".gz"))
    throw new UserError(`${path} is no gzip file: take the .gz from its name if it is plain text.`);
  return { bytes: found.size, modified: found.mtimeMs, compressed };
}

/** The content, uncompressed, piece by piece. Throws `DamagedFile` after the last piece that can be read. */
export async function* contentOf(
  path: string,
  { compressed }: FileFacts,
  onRead: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  const counted = (async function* () {
    for await (const chunk of file) {
      onRead(chunk.length);
      yield chunk as Buffer;
    }
  })();
  yield* compressed ? gunzip(counted) : counted;
}

/**
 * As `createGunzip`, whose stream throws away what it has ready when the input turns out to be damaged: here every
 * piece is handed on before the next one is looked at.
 */
async function* gunzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const zip = createGunzip();
  let ready: Buffer[] = [];
  let damage: Error | undefined;
  zip.on("data", (piece: Buffer) => ready.push(piece));
  const ended = new Promise<void>((resolve) => {
    zip.on("end", resolve);
    zip.on("error", (error) => {
      damage = error;
      resolve();
    });
  });
  const take = () => {
    const taken = ready;
    ready = [];
    return taken;
  };
  for await (const chunk of chunks) {
    await Promise.race([ended, new Promise<void>((resolve) => zip.write(chunk, () => resolve()))]);
    await setImmediate();
    yield* take();
    if (damage) break;
  }
  if (!damage) {
    zip.end();
    await ended;
  }
  yield* take();
  if (damage) throw new DamagedFile((damage as Error).message);
}
