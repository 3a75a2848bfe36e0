import type { RawEvent } from "../../shared/event/raw.ts";
import { renderDerived } from "./derive.ts";
import { openObject } from "./splice.ts";
import type { PseudonymousAddress } from "./steps/address.ts";
import { fingerprintOf } from "./steps/fingerprint.ts";

/** The part of a line that follows from the event's own bytes: the event as it is stored, and the fields derived from it. */
export function renderOwn(
  text: string,
  event: RawEvent,
  stored: boolean,
  addressOf: (ip: string) => PseudonymousAddress,
): string {
  const open = openObject(text, event, stored);
  return `${open}${renderDerived(event, addressOf)},"event_fingerprint":"${fingerprintOf(open, event)}"`;
}
