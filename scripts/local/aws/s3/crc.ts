/** Checksums of S3 that Node has none of, in their reflected forms, as bytes from the highest on. */

const CRC32C = 0x82f63b78;
const CRC64NVME = 0x9a6c9329ac4bc9b5n;

const table32 = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ CRC32C : value >>> 1;
  return value;
});

const table64 = Array.from({ length: 256 }, (_, index) => {
  let value = BigInt(index);
  for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ CRC64NVME : value >> 1n;
  return value;
});
const high = Uint32Array.from(table64, (value) => Number(value >> 32n));
const low = Uint32Array.from(table64, (value) => Number(value & 0xffff_ffffn));

export function crc32c(bytes: Uint8Array): Buffer {
  let value = 0xffff_ffff;
  for (let at = 0; at < bytes.length; at += 1) value = (value >>> 8) ^ table32[(value ^ bytes[at]!) & 0xff]!;
  return bytesOf(~value);
}

/** In two halves: with one BigInt a byte it would take a hundred times as long. */
export function crc64nvme(bytes: Uint8Array): Buffer {
  let [upper, lower] = [0xffff_ffff, 0xffff_ffff];
  for (let at = 0; at < bytes.length; at += 1) {
    const index = (lower ^ bytes[at]!) & 0xff;
    lower = ((lower >>> 8) | (upper << 24)) ^ low[index]!;
    upper = (upper >>> 8) ^ high[index]!;
  }
  return bytesOf(~upper, ~lower);
}

export function bytesOf(...words: number[]): Buffer {
  const bytes = Buffer.alloc(words.length * 4);
  for (const [index, word] of words.entries()) bytes.writeUInt32BE(word >>> 0, index * 4);
  return bytes;
}
