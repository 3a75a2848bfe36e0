import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { UserError } from "../user-error.ts";
import { Leftover } from "./damaged-file.ts";
import { gunzipped } from "./gzip.ts";

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
  if (found.isDirectory()) throw new UserError(`${path} is a folder: name a file in it.`);
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

export interface ContentHooks {
  onRead(bytes: number): void;
  /** Called at the end of a content behind which there is more in the file. */
  onLeftover(leftover: Leftover): void;
}

/** The content, uncompressed, piece by piece. Throws `DamagedFile` after the last piece that can be read. */
export async function* contentOf(
  path: string,
  { compressed }: FileFacts,
  { onRead, onLeftover }: ContentHooks,
): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  const counted = (async function* () {
    for await (const chunk of file) {
      onRead(chunk.length);
      yield chunk as Buffer;
    }
  })();
  try {
    yield* compressed ? gunzipped(counted) : counted;
  } catch (error) {
    // The last record is as whole as the others.
    if (!(error instanceof Leftover)) throw error;
    onLeftover(error);
  }
}
