import { crc32 } from "node:zlib";
import type { GeoPlace } from "../facts.ts";

/** Addresses of one bucket, first and last included, that lie in one place. */
export interface GeoRange {
  start: number;
  end: number;
  place: GeoPlace;
}

/** Bytes of an address inside its bucket: 2 for IPv4, and for IPv6 2 in a wide bucket and 4 in a narrow one. */
export type Width = 2 | 4;

/** Ranges of one bucket, read where they lie; a place is decoded when an address first leads to it. */
export interface GeoBucket {
  width: Width;
  find(low: number): GeoPlace | undefined;
  ranges(): GeoRange[];
}

const VERSION = 1;
const CHECKSUM = 4;
const HEADER = CHECKSUM + 8;
const MOST_PLACES = 0xffff;

/**
 * Packs ranges that are sorted and disjoint. The space from 0 on is cut into runs, each up to the start of the next:
 *
 *     u32 CRC-32 of what follows
 *     u8 version, u8 width, u16 places, u32 runs
 *     places × u32            where each place's text ends
 *     runs × u16 or u32       where each run starts (by width); the first starts at 0
 *     runs × u16              place of the run, from 1; 0 for none
 *     text                    places as JSON arrays, UTF-8
 *
 * Numbers are little-endian, as on every machine that Node 24 runs Lambda on, so that they can be searched in place.
 */
export function encodeGeoBucket(width: Width, ranges: readonly GeoRange[]): Buffer {
  const { starts, places, texts } = runsOf(width, ranges);
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
  for (const place of places) at = bytes.writeUInt16LE(place, at);
  bytes.set(text, at);
  bytes.writeUInt32LE(crc32(bytes.subarray(CHECKSUM)), 0);
  return bytes;
}

function runsOf(width: Width, ranges: readonly GeoRange[]) {
  const starts: number[] = [];
  const places: number[] = [];
  const numbers = new Map<string, number>();
  const run = (start: number, place: number) => {
    if (places.at(-1) === place) return;
    starts.push(start);
    places.push(place);
  };
  let free = 0;
  for (const { start, end, place } of ranges) {
    if (start > free) run(free, 0);
    const text = textOf(place);
    if (!numbers.has(text)) numbers.set(text, numbers.size + 1);
    run(start, numbers.get(text)!);
    free = end + 1;
  }
  if (free < 2 ** (8 * width)) run(free, 0);
  if (numbers.size > MOST_PLACES)
    throw new RangeError(`A geo bucket holds at most ${MOST_PLACES} places, not ${numbers.size}.`);
  return { starts, places, texts: [...numbers.keys()] };
}

/** Throws on bytes that are no bucket of this version. */
export function decodeGeoBucket(bytes: Uint8Array): GeoBucket {
  // A copy is aligned for typed arrays, and does not keep the socket's whole buffer alive.
  const { buffer } = new Uint8Array(bytes);
  const header = new DataView(buffer);
  if (buffer.byteLength < HEADER || header.getUint32(0, true) !== crc32(new Uint8Array(buffer, CHECKSUM)))
    throw new RangeError("A geo bucket is damaged.");
  const width = header.getUint8(CHECKSUM + 1);
  if (header.getUint8(CHECKSUM) !== VERSION || (width !== 2 && width !== 4))
    throw new RangeError("A geo bucket is of another version.");
  const placeCount = header.getUint16(CHECKSUM + 2, true);
  const runs = header.getUint32(CHECKSUM + 4, true);
  const startsAt = HEADER + placeCount * 4;
  const placesAt = startsAt + runs * width;
  const textAt = placesAt + runs * 2;
  const ends = new Uint32Array(buffer, HEADER, placeCount);
  const starts = new (width === 2 ? Uint16Array : Uint32Array)(buffer, startsAt, runs);
  return openBucket(width, starts, new Uint16Array(buffer, placesAt, runs), (number) => {
    const from = ends[number - 2] ?? 0;
    return Buffer.from(buffer, textAt + from, ends[number - 1]! - from).toString();
  });
}

function openBucket(
  width: Width,
  starts: Uint16Array | Uint32Array,
  places: Uint16Array,
  bodyOf: (number: number) => string,
): GeoBucket {
  const decoded: GeoPlace[] = [];
  const placeOf = (run: number): GeoPlace | undefined => {
    const number = places[run]!;
    if (number === 0) return undefined;
    decoded[number] ??= placeIn(bodyOf(number));
    return decoded[number];
  };
  return {
    width,
    find: (low) => placeOf(runAt(starts, low)),
    ranges: () =>
      [...starts].flatMap((start, run) => {
        const place = placeOf(run);
        return place === undefined ? [] : { start, end: (starts[run + 1] ?? 2 ** (8 * width)) - 1, place };
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

type PlaceText = [string, string, string, string, number | null, number | null];

function textOf({ country, region, city, timezone, latitude, longitude }: GeoPlace): string {
  return JSON.stringify([country, region, city, timezone, latitude ?? null, longitude ?? null]);
}

function placeIn(text: string): GeoPlace {
  const [country, region, city, timezone, latitude, longitude] = JSON.parse(text) as PlaceText;
  return {
    country,
    region,
    city,
    timezone,
    ...(latitude !== null && { latitude }),
    ...(longitude !== null && { longitude }),
  };
}
