import { tooDeep, tooLarge } from "../../functions/enrich/bounds.ts";
import { storedForm } from "../../functions/enrich/stored-form.ts";
import { heldToReceipt } from "../../shared/event/held-to-receipt.ts";
import { validateEvent } from "../../shared/event/validate.ts";
import { parseExact } from "../../shared/json/exact.ts";
import { RECORD_BYTES } from "../../shared/limits.ts";
import type { Outgoing } from "../../shared/publish/publish.ts";
import type { FailureCause } from "./endings.ts";

/**
 * How an event will fail that is put on the stream, by the checks that enrichment has; undefined for one that passes
 * them. What enrichment learns elsewhere, and what comes behind it, cannot be told.
 * @param now epoch ms; the stream takes the event soon after
 */
export function forecast({ text, refused }: Outgoing, now: number): FailureCause | undefined {
  if (refused !== undefined) return { stage: "produce", ...refused };
  const byteLength = Buffer.byteLength(text);
  const large = tooLarge({ byteLength });
  // An event that is larger than a record does not get onto the stream at all.
  const stage = byteLength > RECORD_BYTES ? "produce" : "decode";
  if (large !== undefined) return { stage, reason: "oversize", errors: [large] };
  return typeof text === "string" ? refusalOf(text, now) : refusalOfBytes(text, now);
}

/** An event that was written here is JSON; that it need not be written again for this is a third of the time. */
function refusalOf(text: string, now: number): FailureCause | undefined {
  const validated = heldToReceipt(validateEvent(parseExact(text) as Record<string, unknown>), now);
  if (!validated.valid) return { stage: "validate", reason: "schema_violation", errors: validated.errors };
  const deep = validated.stored ? undefined : tooDeep(text);
  return deep && { stage: "validate", reason: "schema_violation", errors: [deep] };
}

function refusalOfBytes(bytes: Uint8Array, now: number): FailureCause | undefined {
  const stored = storedForm(Buffer.from(bytes), true, now);
  return "reason" in stored ? stored : undefined;
}
