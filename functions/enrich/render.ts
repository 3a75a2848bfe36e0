import { partitionKey, partitionOf } from "../../shared/archive-partition.ts";
import { formatUtc } from "../../shared/event/time.ts";
import { type Decided, renderDecided } from "./decided.ts";
import type { Decoded } from "./decode.ts";
import { renderDerived } from "./derive.ts";
import type { EnrichedLine } from "./emit.ts";
import { openObject } from "./splice.ts";
import type { PseudonymousAddress } from "./steps/address.ts";
import { fingerprintOf } from "./steps/fingerprint.ts";

/** The enriched event as one line of JSON: the raw event, the fields that follow from it, the fields decided. */
export function renderLine(
  decoded: Decoded,
  decided: Decided,
  addressOf: (ip: string) => PseudonymousAddress,
): EnrichedLine {
  const { event, text, asWritten } = decoded;
  const open = openObject(text, event, asWritten);
  const derived = `${renderDerived(event, addressOf)},"event_fingerprint":"${fingerprintOf(open, event)}"`;
  const json = `${open}${derived}${renderDecided(decided, event.session_id !== undefined)}}`;
  const { metadata, app_id } = event;
  const partition = partitionKey(partitionOf({ metadata, app_id, event_time: formatUtc(decided.eventTime) }));
  return { decoded, json, partition };
}
