import { crc32 } from "node:zlib";

/** Addresses of one bucket, first and last included, of which one value holds. */
export interface BucketRange<Value> {
  start: number;
  end: number;
  value: Value;
}

/** How the values of a table of ranges are written; a throw on what is no text of one. */
export interface ValueForm<Value> {
  textOf(value: Value): string;
  valueIn(text: string): Value;
}

/** Bytes of an address inside its bucket: 2 for IPv4, and for IPv6 2 in a wide bucket and 4 in a narrow one. */
export type Width = 2 | 4;

/** Ranges of one bucket, read where they lie; a value is decoded when an address first leads to it. */
export interface RangeBucket<Value> {
  width: Width;
  find(low: number): Value | undefined;
  ranges(): BucketRange<Value>[];
}

const VERSION = 1;
const CHECKSUM = 4;
const HEADER = CHECKSUM + 8;
const MAX_VALUES = 0xffff;

/**
 * Packs ranges that are sorted and disjoint. The space from 0 on is cut into runs, each up to the start of the next:
 *
 *     u32 CRC-32 of what follows
 *     u8 version, u8 width, u16 values, u32 runs
 *     values × u32            where each value's text ends
 *     runs × u16 or u32       where each run starts (by width); the first starts at 0
 *     runs × u16              value of the run, from 1; 0 for none
 *     text                    values, UTF-8
 *
 * Numbers are little-endian, as on every machine that Node 24 runs Lambda on, so that they can be searched in place.
 */
export function encodeBucket<Value>(
  width: Width,
  ranges: readonly BucketRange<Value>[],
  { textOf }: ValueForm<Value>,
): Buffer {
  const { starts, numbers, texts } = runsOf(width, ranges, textOf);
  const text = Buffer.from(texts.join(""));
  const bytes = Buffer.alloc(HEADER + texts.length * 4 + starts.length * (width + 2) + text.length);
  let at = bytes.writeUInt8(VERSION, CHECKSUM);
  at = bytes.writeUInt8(width, at);
  at = bytes.writeUInt16LE(texts.length, at);
  at = bytes.writeUInt32LE(starts.length, at);
  let end = 0;
  for (const body of texts) {
    end += Buffer.byteLength(body);
    at = bytes.writeUInt32LE(end, at);
  }
  for (const start of starts) at = bytes.writeUIntLE(start, at, width);
  for (const number of numbers) at = bytes.writeUInt16LE(number, at);
  bytes.set(text, at);
  bytes.writeUInt32LE(crc32(bytes.subarray(CHECKSUM)), 0);
  return bytes;
}

function runsOf<Value>(
  width: Width,
  ranges: readonly BucketRange<Value>[],
  textOf: (value: Value) => string,
) {
  const starts: number[] = [];
  const numbers: number[] = [];
  const known = new Map<string, number>();
  const run = (start: number, number: number) => {
    if (numbers.at(-1) === number) return;
    starts.push(start);
    numbers.push(number);
  };
  let free = 0;
  for (const { start, end, value } of ranges) {
    if (start > free) run(free, 0);
    const text = textOf(value);
    if (!known.has(text)) known.set(text, known.size + 1);
    run(start, known.get(text)!);
    free = end + 1;
  }
  if (free < 2 ** (8 * width)) run(free, 0);
  if (known.size > MAX_VALUES)
    throw new RangeError(`A bucket of ranges holds at most ${MAX_VALUES} values, not ${known.size}.`);
  return { starts, numbers, texts: [...known.keys()] };
}

/** Throws on bytes that are no bucket of this version. */
export function decodeBucket<Value>(bytes: Uint8Array, { valueIn }: ValueForm<Value>): RangeBucket<Value> {
  // A copy is aligned for typed arrays, and does not keep the socket's whole buffer alive.
  const { buffer } = new Uint8Array(bytes);
  const header = new DataView(buffer);
  if (buffer.byteLength < HEADER || header.getUint32(0, true) !== crc32(new Uint8Array(buffer, CHECKSUM)))
    throw new RangeError("A bucket of ranges is damaged.");
  const width = header.getUint8(CHECKSUM + 1);
  if (header.getUint8(CHECKSUM) !== VERSION || (width !== 2 && width !== 4))
    throw new RangeError("A bucket of ranges is of another version.");
  const valueCount = header.getUint16(CHECKSUM + 2, true);
  const runs = header.getUint32(CHECKSUM + 4, true);
  const startsAt = HEADER + valueCount * 4;
  const numbersAt = startsAt + runs * width;
  const textAt = numbersAt + runs * 2;
  const ends = new Uint32Array(buffer, HEADER, valueCount);
  const starts = new (width === 2 ? Uint16Array : Uint32Array)(buffer, startsAt, runs);
  return openBucket(width, starts, new Uint16Array(buffer, numbersAt, runs), (number) => {
    const from = ends[number - 2] ?? 0;
    return valueIn(Buffer.from(buffer, textAt + from, ends[number - 1]! - from).toString());
  });
}

function openBucket<Value>(
  width: Width,
  starts: Uint16Array | Uint32Array,
  numbers: Uint16Array,
  decode: (number: number) => Value,
): RangeBucket<Value> {
  const decoded: Value[] = [];
  const valueAt = (run: number): Value | undefined => {
    const number = numbers[run]!;
    if (number === 0) return undefined;
    decoded[number] ??= decode(number);
    return decoded[number];
  };
  return {
    width,
    find: (low) => valueAt(runAt(starts, low)),
    ranges: () =>
      [...starts].flatMap((start, run) => {
        const value = valueAt(run);
        return value === undefined ? [] : [{ start, end: (starts[run + 1] ?? 2 ** (8 * width)) - 1, value }];
      }),
  };
}

/** The last run that starts at or before the address. */
function runAt(starts: Uint16Array | Uint32Array, low: number): number {
  let first = 0;
  let last = starts.length - 1;
  while (first < last) {
    const middle = (first + last + 1) >>> 1;
    if (starts[middle]! <= low) first = middle;
    else last = middle - 1;
  }
  return first;
}
