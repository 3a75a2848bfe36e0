import type { TextBuffer } from "../../shared/text-buffer.ts";
import { type Derived, derive, writeDerived } from "./derive.ts";
import type { ReadEvent } from "./read.ts";
import { type Spliced, writeOpen } from "./splice.ts";
import type { AddressOf } from "./steps/address.ts";
import { FINGERPRINT_LENGTH } from "./steps/fingerprint.ts";

/**
 * The part of a line that follows from the event's own bytes: the event as it is stored, and the fields derived from
 * it. In pieces that are there anyway, so that a line is written once, to its place in a pack.
 */
export interface Own extends Spliced {
  derived: Derived;
  fingerprint: string;
}

export function ownOf({ event, spliced, fingerprint }: ReadEvent, addressOf: AddressOf): Own {
  const { bytes, cutFrom, cutTo, end } = spliced;
  return { bytes, cutFrom, cutTo, end, derived: derive(event, addressOf), fingerprint };
}

/** Writes it as an open JSON object, which more fields can follow. */
export function writeOwn(out: TextBuffer, own: Own): void {
  writeOpen(out, own);
  writeDerived(out, own.derived);
  out.ascii(',"event_fingerprint":"');
  out.ascii(own.fingerprint);
  out.truncate(out.size - own.fingerprint.length + FINGERPRINT_LENGTH);
  out.ascii('"');
}
