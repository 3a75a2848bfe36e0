import { beginning, HEAD_BYTES } from "./beginning.ts";
import type { DamagedFile } from "./damaged-file.ts";
import { asUtf8 } from "./encoding.ts";
import { contentOf, examine, type FileFacts } from "./file-bytes.ts";
import { type FileFormat, fileFormatOf, fileRecordsOf } from "./format.ts";
import type { FileRecord } from "./records.ts";

/** A file whose records are read one after the other. */
export interface OpenedFile {
  facts: FileFacts;
  /** What it is written in. */
  encoding: string;
  /** Throws a `DamagedFile` or a `RecordTooLong` after the last record that can be read. */
  records: AsyncIterable<FileRecord>;
  /** How much of it was read. */
  share(): number;
  /** What stands behind the end of its content, once that was read. */
  leftover(): DamagedFile | undefined;
}

/** How a file is read, where it does not say so itself. */
export interface ReadAs {
  format?: FileFormat | undefined;
  encoding?: string | undefined;
}

/** Throws a `UserError` for a file that cannot be read at all. */
export async function openFile(path: string, readAs: ReadAs): Promise<OpenedFile> {
  const facts = await examine(path);
  let bytesRead = 0;
  let leftover: DamagedFile | undefined;
  const content = contentOf(path, facts, {
    onRead(bytes) {
      bytesRead += bytes;
    },
    onLeftover(found) {
      leftover = found;
    },
  });
  const { encoding, pieces: text } = await asUtf8(path, content, readAs.encoding);
  const { head, pieces } = await beginning(text, HEAD_BYTES);
  const format = readAs.format ?? fileFormatOf(path, head.toString());
  return {
    facts,
    encoding,
    records: fileRecordsOf(pieces, format, head.toString(), encoding),
    share: () => bytesRead / facts.bytes,
    leftover: () => leftover,
  };
}
