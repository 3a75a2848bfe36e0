import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { compressionOf } from "../../pack/compression.ts";
import type { SettingChoice } from "../../settings/choices.ts";
import { VERSION_LENGTH } from "../facts.ts";

/** How states are stored. Whatever is set, all are read. */
export type StateCompression = SettingChoice<"stateCompression">;

/** For values of kilobytes, Node's own chunk of 16 KiB takes longer than the work. */
const WRITING = { chunkSize: 4096, params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** A state remembers 32 events, each of less than a record. */
const READING = { chunkSize: 8192, maxOutputLength: 32 * 1024 * 1024 };

/**
 * A state as it is stored. Its version stays in front as it is, since the compare-and-set looks at nothing else; behind it
 * stands the text, or its compressed form, which no text begins like.
 */
export function storedState(text: Buffer, compression: StateCompression): Buffer {
  if (compression === "none") return text;
  const packed = zstdCompressSync(text.subarray(VERSION_LENGTH), WRITING);
  return Buffer.concat([text.subarray(0, VERSION_LENGTH), packed]);
}

/**
 * The text of a stored state. Other bytes were not written by the pipeline and cannot be read as a state. But their first
 * bytes are kept exactly, because a write over them has to expect them as the version.
 */
export function stateText(stored: Buffer): string {
  for (let at = 0; at < VERSION_LENGTH && at < stored.length; at += 1)
    if (stored[at]! > LAST_ASCII) return stored.toString("latin1");
  const packed = stored.subarray(VERSION_LENGTH);
  if (compressionOf(packed) !== "zstd") return stored.toString();
  try {
    return stored.toString("latin1", 0, VERSION_LENGTH) + zstdDecompressSync(packed, READING).toString();
  } catch {
    // What is damaged is no text, and counts as lost with its version.
    return stored.toString("latin1");
  }
}

const LAST_ASCII = 0x7f;
