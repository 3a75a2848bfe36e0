import { type OpenedFile, openFile, type ReadAs } from "../send/open-file.ts";
import type { FileRecord } from "../send/records.ts";

/** Of a larger file the beginning is held. */
const MAX_RECORDS = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** A sample that is read once, and whose records can be gone through again and again. */
export async function heldSample(path: string, readAs: ReadAs): Promise<OpenedFile> {
  const file = await openFile(path, readAs);
  const held: FileRecord[] = [];
  let bytes = 0;
  let broken: { error: unknown } | undefined;
  try {
    for await (const record of file.records) {
      held.push(record);
      bytes += record.bytes.length;
      if (held.length >= MAX_RECORDS || bytes >= MAX_BYTES) break;
    }
  } catch (error) {
    // It is thrown where it stands: behind the records that could be read.
    broken = { error };
  }
  const records = {
    async *[Symbol.asyncIterator]() {
      yield* held;
      if (broken !== undefined) throw broken.error;
    },
  };
  return { ...file, records };
}
