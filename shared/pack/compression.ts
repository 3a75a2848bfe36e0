import { constants, gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { SettingChoice } from "../settings/choices.ts";

export type Compression = SettingChoice<"compression">;

/** The lowest levels: on packs, higher ones take more processor time and hardly compress better. */
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const GZIP = { level: 1 };

export function compress(bytes: Uint8Array, compression: Compression): Uint8Array {
  if (compression === "zstd") return zstdCompressSync(bytes, ZSTD);
  return compression === "gzip" ? gzipSync(bytes, GZIP) : bytes;
}

/** How the bytes are compressed, by their magic bytes. Neither magic is UTF-8, so no JSON text begins with one. */
export function compressionOf(bytes: Uint8Array): Compression {
  if (bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd) return "zstd";
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? "gzip" : "none";
}

export type Decompressed =
  | { ok: true; bytes: Uint8Array }
  | { ok: false; reason: "corrupt" | "oversize"; message: string };

/** Decompresses every frame, up to `limit` bytes in all. Bytes without a magic are returned as they are. */
export function decompress(bytes: Uint8Array, limit: number): Decompressed {
  const compression = compressionOf(bytes);
  if (compression === "none") return { ok: true, bytes };
  const parts: Uint8Array[] = [];
  let left = limit;
  try {
    for (let at = 0; at < bytes.length; ) {
      const { buffer, consumed } = inflate(bytes.subarray(at), compression, left);
      parts.push(buffer);
      left -= buffer.length;
      at += consumed;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      return { ok: false, reason: "oversize", message: `inflates to more than ${limit} bytes` };
    }
    // zlib names what is wrong with the data ("incorrect data check"); bad data is a value.
    return { ok: false, reason: "corrupt", message: `${compression}: ${(error as Error).message}` };
  }
  return { ok: true, bytes: parts.length === 1 ? parts[0]! : Buffer.concat(parts) };
}

/** Node stops silently at the end of the first zstd frame, so the number of consumed bytes is checked. */
function inflate(bytes: Uint8Array, compression: Compression, limit: number) {
  const options = { maxOutputLength: Math.max(1, limit), chunkSize: chunkSize(bytes.length), info: true };
  const result = compression === "zstd" ? zstdDecompressSync(bytes, options) : gunzipSync(bytes, options);
  const { buffer, engine } = result as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
  if (engine.bytesWritten === 0) throw new Error("nothing could be read");
  return { buffer, consumed: engine.bytesWritten };
}

/** One chunk for a usual pack: Node's default of 16 KiB makes inflating slower. */
const chunkSize = (bytes: number): number => Math.min(Math.max(bytes * 16, 16 * 1024), 256 * 1024);
