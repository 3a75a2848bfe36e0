import { UserError } from "../user-error.ts";
import { beginning } from "./beginning.ts";
import { otherFile } from "./other-files.ts";

/** What stands in UTF-8 for bytes that are no character of the file's encoding: no UTF-8 has this byte. */
const UNREADABLE = 0xff;

const MARKS: readonly { bytes: number[]; encoding: string }[] = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: "utf-8" },
  // Before the mark of UTF-16, with which it begins.
  { bytes: [0xff, 0xfe, 0x00, 0x00], encoding: "utf-32" },
  { bytes: [0xff, 0xfe], encoding: "utf-16le" },
  { bytes: [0xfe, 0xff], encoding: "utf-16be" },
];

/** Whether there is an encoding of that name (a label of the WHATWG Encoding Standard). */
export function isEncoding(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_ENCODING_NOT_SUPPORTED") throw error;
    return false;
  }
}

export interface Decoded {
  /** The encoding that was read: that of the file's mark, else the one that was named, else UTF-8. */
  encoding: string;
  /** UTF-8 without a mark; `UNREADABLE` stands for what is no character. What is read as UTF-8 stays as it is. */
  pieces: AsyncIterable<Buffer>;
}

/** A content as UTF-8. Throws a `UserError` for an encoding that cannot be read, and for what is no text. */
export async function asUtf8(
  path: string,
  content: AsyncIterable<Buffer>,
  named: string | undefined,
): Promise<Decoded> {
  const { head, pieces } = await beginning(content, 64);
  const other = otherFile(head);
  if (other !== undefined) throw new UserError(`${path} is ${other}.`);
  const mark = MARKS.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte));
  if (mark?.encoding === "utf-32")
    throw new UserError(`${path} is written in UTF-32, which is not read: save it as UTF-8.`);
  if (mark === undefined && named === undefined && looksLikeUtf16(head))
    throw new UserError(
      `${path} looks like UTF-16 without the mark that says so: add --encoding ${head[0] === 0 ? "utf-16be" : "utf-16le"}.`,
    );
  const { encoding } = new TextDecoder(mark?.encoding ?? named ?? "utf-8");
  const unmarked = mark === undefined ? pieces : without(pieces, mark.bytes.length);
  return { encoding, pieces: encoding === "utf-8" ? unmarked : decoded(unmarked, encoding) };
}

/** JSON and the names of CSV columns are mostly ASCII, of which every second byte is then 0. */
function looksLikeUtf16(head: Buffer): boolean {
  const zeros = head.filter((byte) => byte === 0).length;
  return zeros > 0 && zeros >= head.length / 3;
}

async function* without(pieces: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const piece of pieces) {
    const skipped = Math.min(left, piece.length);
    left -= skipped;
    if (skipped < piece.length) yield piece.subarray(skipped);
  }
}

async function* decoded(pieces: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of pieces) yield encoded(decoder.decode(piece, { stream: true }));
  const rest = decoder.decode();
  if (rest !== "") yield encoded(rest);
}

/**
 * The decoder replaces bytes that it cannot read by U+FFFD, which could then not be told from a U+FFFD in the file.
 */
function encoded(text: string): Buffer {
  if (!text.includes("\ufffd")) return Buffer.from(text);
  const unreadable = Buffer.of(UNREADABLE);
  const parts = text
    .split("\ufffd")
    .flatMap((part, at) => [...(at > 0 ? [unreadable] : []), Buffer.from(part)]);
  return Buffer.concat(parts);
}

/** What to do about bytes that are no text in the encoding that was read, for a person. */
export const notIn = (encoding: string): string =>
  encoding === "utf-8"
    ? "bytes that are not UTF-8: say what the file is written in, for example --encoding windows-1252"
    : `bytes that are not ${encoding}: say with --encoding what the file is written in`;
