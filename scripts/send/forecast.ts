import { tooDeep, tooLarge } from "../../functions/enrich/bounds.ts";
import { storedForm } from "../../functions/enrich/stored-form.ts";
import { validateEvent } from "../../shared/event/validate.ts";
import { RECORD_BYTES } from "../../shared/limits.ts";
import type { Outgoing } from "../../shared/publish/publish.ts";
import type { FailureCause } from "./endings.ts";

/**
 * How an event would fail on the stream, by the checks of enrichment; undefined for an event that passes them.
 * Failures that depend on more than the event, and those of later stages, cannot be foreseen.
 */
export function forecast({ text, refused }: Outgoing): FailureCause | undefined {
  if (refused !== undefined) return { stage: "produce", ...refused };
  const byteLength = Buffer.byteLength(text);
  const large = tooLarge({ byteLength });
  // An event that is larger than a record does not get onto the stream at all.
  const stage = byteLength > RECORD_BYTES ? "produce" : "decode";
  if (large !== undefined) return { stage, reason: "oversize", errors: [large] };
  return typeof text === "string" ? refusalOf(text) : refusalOfBytes(text);
}

/** An event that was written here is JSON, so it need not be parsed and written again. */
function refusalOf(text: string): FailureCause | undefined {
  const validated = validateEvent(JSON.parse(text));
  if (!validated.valid) return { stage: "validate", reason: "schema_violation", errors: validated.errors };
  const deep = validated.stored ? undefined : tooDeep(text);
  return deep && { stage: "validate", reason: "schema_violation", errors: [deep] };
}

function refusalOfBytes(bytes: Uint8Array): FailureCause | undefined {
  const stored = storedForm(Buffer.from(bytes), true);
  return "reason" in stored ? stored : undefined;
}
