import { attributeIndex, type ScannedEvent } from "../../../shared/event/scan.ts";
import type { TextBuffer } from "../../../shared/json/text-buffer.ts";

/**
 * The stored event as bytes, so that the new fields can follow it: what `cutFrom` … `cutTo` holds (its address, with
 * the comma or brace before it) is left out, and so is the closing brace. Where the producer's own bytes have the
 * stored form they are taken as they are: encoding them anew costs a third of the whole enrichment.
 */
export interface Spliced {
  bytes: Buffer;
  cutFrom: number;
  cutTo: number;
}

const ADDRESS = attributeIndex.ip;

/** @param scanned of these bytes */
export function splice(bytes: Buffer, scanned: ScannedEvent): Spliced {
  if (!scanned.has(ADDRESS)) return { bytes, cutFrom: 0, cutTo: 0 };
  return { bytes, cutFrom: scanned.beginOf(ADDRESS), cutTo: scanned.endOf(ADDRESS) };
}

const OPEN = 123;

/** Writes the object, without the brace that closes it. Whole, and then cut: two parts would be copied at twice the cost. */
export function writeOpen(out: TextBuffer, { bytes, cutFrom, cutTo }: Spliced): void {
  const start = out.size;
  out.bytes(bytes);
  out.truncate(out.size - 1);
  if (cutTo === 0) return;
  out.cut(start + cutFrom, start + cutTo);
  // The address may have come first, and gone with the brace; the comma behind it has its place now.
  out.put(start, OPEN);
}
