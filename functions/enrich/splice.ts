import { attributeIndex, type EventScanner } from "../../shared/event/scan.ts";
import type { TextBuffer } from "../../shared/text-buffer.ts";

/**
 * The stored event as bytes, so that the new fields can follow it: what `cutFrom` … `cutTo` holds (its address, with
 * the comma or brace before it) is left out, and so is what stands from `end` on, the closing brace. Where the
 * producer's own bytes have the stored form they are taken as they are: encoding them anew costs a third of the whole
 * enrichment.
 */
export interface Spliced {
  bytes: Buffer;
  cutFrom: number;
  cutTo: number;
  end: number;
}

const ADDRESS = attributeIndex.ip;

/** @param scanner has scanned the bytes */
export function splice(bytes: Buffer, scanner: EventScanner): Spliced {
  const end = bytes.length - 1;
  if (!scanner.has(ADDRESS)) return { bytes, cutFrom: 0, cutTo: 0, end };
  return { bytes, cutFrom: scanner.beginOf(ADDRESS), cutTo: scanner.endOf(ADDRESS), end };
}

const OPEN = 123;

/** Writes the object, without the brace that closes it. */
export function writeOpen(out: TextBuffer, { bytes, cutFrom, cutTo, end }: Spliced): void {
  if (cutFrom === 0 && cutTo > 0) {
    // The address came first, and went with the brace; the comma behind it has to go, too.
    out.byte(OPEN);
    out.part(bytes, cutTo + 1, end);
    return;
  }
  out.part(bytes, 0, cutFrom);
  out.part(bytes, cutTo, end);
}
