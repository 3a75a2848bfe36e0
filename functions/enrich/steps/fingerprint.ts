import { hash } from "node:crypto";
import { attributeIndex, type ScannedEvent } from "../../../shared/event/scan.ts";
import { withoutReplayed } from "../../../shared/failure/replayed.ts";
import { TextBuffer } from "../../../shared/json/text-buffer.ts";

/** Attributes that say nothing of the content: identity, transport, and the address, which is not stored. */
const apart = [
  attributeIndex.event_id,
  attributeIndex.schema_version,
  attributeIndex.client_sent_at,
  attributeIndex.received_at,
  attributeIndex.ip,
];

/** Characters of a fingerprint: 128 bits, hexadecimal. */
export const FINGERPRINT_LENGTH = 32;

/** For one event at a time; nothing of them outlives the call. */
const content = new TextBuffer(8192);
const cuts = new Int32Array(2 * apart.length);

const OPEN = 123;

/**
 * Hash of what an event says, without its id, its address and the traces of its transport and its replays: equal for two
 * events of a producer that sent the same content under two ids. Taken over the stored bytes, since walking the
 * attributes costs three times as much; so it is the same only for the same order of attributes. SHA-1 is the fastest
 * hash that Node has built in; it guards nothing.
 * @param scanned of these bytes
 * @returns the whole hash, of which the first `FINGERPRINT_LENGTH` characters count: a slice would be slow to copy
 */
export function fingerprintOf(bytes: Buffer, scanned: ScannedEvent): string {
  const count = findCuts(scanned);
  content.truncate(0);
  content.bytes(bytes);
  content.truncate(bytes.length - 1);
  for (let at = count - 2; at >= 0; at -= 2) content.cut(cuts[at]!, cuts[at + 1]!);
  // The first attribute may have been cut with the brace before it; a comma has its place now.
  content.put(0, OPEN);
  // What a replay adds says nothing of the event; nearly none has it.
  const said = scanned.replayed ? withoutReplayed(content.view().toString()) : content.view();
  return hash("sha1", said, "hex");
}

/** Fills `cuts` with where each of the attributes begins and ends, in the order of the text. */
function findCuts(scanned: ScannedEvent): number {
  let count = 0;
  for (const attribute of apart) {
    if (!scanned.has(attribute)) continue;
    const begin = scanned.beginOf(attribute);
    let place = count;
    for (; place > 0 && cuts[place - 2]! > begin; place -= 2) {
      cuts[place] = cuts[place - 2]!;
      cuts[place + 1] = cuts[place - 1]!;
    }
    cuts[place] = begin;
    cuts[place + 1] = scanned.endOf(attribute);
    count += 2;
  }
  return count;
}
