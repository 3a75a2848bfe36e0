import type { ScannedEvent } from "../../shared/event/scan.ts";
import type { TextBuffer } from "../../shared/json/text-buffer.ts";
import { type Derived, derive, writeDerived } from "./derive.ts";
import { fragment } from "./json-text.ts";
import { type Spliced, splice, writeOpen } from "./splice.ts";
import type { PseudonymousAddress } from "./steps/address.ts";
import { FINGERPRINT_LENGTH, fingerprintOf } from "./steps/fingerprint.ts";
import type { NamedSource } from "./steps/source.ts";

/**
 * The part of a line that follows from the event's own bytes: the event as it is stored, and the fields derived from
 * it. In pieces that are there anyway, so that a line is written once, to its place in a pack.
 */
export interface Own {
  spliced: Spliced;
  derived: Derived;
  fingerprint: string;
}

/** @param scanned of these bytes */
export function ownOf(
  bytes: Buffer,
  scanned: ScannedEvent,
  source: NamedSource,
  address: PseudonymousAddress | undefined,
): Own {
  return {
    spliced: splice(bytes, scanned),
    derived: derive(scanned, source, address),
    fingerprint: fingerprintOf(bytes, scanned),
  };
}

/** Writes it as an open JSON object, which more fields can follow. */
export function writeOwn(out: TextBuffer, { spliced, derived, fingerprint }: Own): void {
  writeOpen(out, spliced);
  writeDerived(out, derived);
  out.bytes(FINGERPRINT);
  out.ascii(fingerprint);
  out.truncate(out.size - fingerprint.length + FINGERPRINT_LENGTH);
  out.byte(QUOTE);
}

const FINGERPRINT = fragment(',"event_fingerprint":"');
const QUOTE = 34;
