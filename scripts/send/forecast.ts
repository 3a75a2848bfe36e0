import { tooDeep, tooLarge } from "../../functions/enrich/bounds.ts";
import { storedForm } from "../../functions/enrich/stored-form.ts";
import { fitValue } from "../../shared/event/fit.ts";
import { heldToReceipt } from "../../shared/event/held-to-receipt.ts";
import type { FieldRule, KindName } from "../../shared/event/kind.ts";
import { rawFields } from "../../shared/event/raw.ts";
import { fieldError, type Marks, noMarks, validateEvent } from "../../shared/event/validate.ts";
import type { FieldError } from "../../shared/failure/failed-event.ts";
import { parseExact } from "../../shared/json/exact.ts";
import { exactNumber } from "../../shared/json/exact-number.ts";
import { RECORD_BYTES } from "../../shared/limits.ts";
import { withoutSeparators } from "../../shared/mapping/separated.ts";
import type { Outgoing } from "../../shared/publish/publish.ts";
import type { FailureCause } from "./endings.ts";

/** What will become of an event that is put on the stream. */
export interface Forecast {
  /** How it will fail; undefined of one that passes the checks. */
  cause?: FailureCause | undefined;
  /** Attributes that do not fit, of one that passes them nevertheless. */
  misfits?: readonly FieldError[];
}

/**
 * What will become of an event that is put on the stream, by the checks that enrichment has. What enrichment learns
 * elsewhere, and what comes behind it, cannot be told.
 * @param now epoch ms; the stream takes the event soon after
 */
export function forecast({ text, refused }: Outgoing, now: number): Forecast {
  if (refused !== undefined) return { cause: { stage: "produce", ...refused } };
  const byteLength = Buffer.byteLength(text);
  const large = tooLarge({ byteLength });
  // An event that is larger than a record does not get onto the stream at all.
  const stage = byteLength > RECORD_BYTES ? "produce" : "decode";
  if (large !== undefined) return { cause: { stage, reason: "oversize", errors: [large] } };
  return typeof text === "string" ? ofText(text, now) : { cause: refusalOfBytes(text, now) };
}

/** An event that was written here is JSON; that it need not be written again for this is a third of the time. */
function ofText(text: string, now: number): Forecast {
  const value = parseExact(text) as Record<string, unknown>;
  const validated = heldToReceipt(validateEvent(value), now);
  if (!validated.valid) return violation(validated.errors);
  const deep = validated.stored ? undefined : tooDeep(text);
  if (deep !== undefined) return violation([deep]);
  return validated.marks === noMarks ? nothing : { misfits: misfitsOf(value, validated.marks) };
}

const nothing: Forecast = {};

const violation = (errors: FieldError[]): Forecast => ({
  cause: { stage: "validate", reason: "schema_violation", errors },
});

/** What is wrong with the attributes that are marked. */
export const misfitsOf = (value: Readonly<Record<string, unknown>>, marks: Marks): FieldError[] =>
  Object.keys(marks).map((name) => {
    const field = rawFields[name as keyof typeof rawFields] as unknown as FieldRule;
    const error = fieldError(name, value[name], field);
    if (fitValue(name, value[name], field).mark === undefined)
      return { ...error, message: BESIDE_OTHERS[field.kind] ?? error.message };
    return field.column === "double" && isAmount(value[name])
      ? { ...error, message: `${error.message}; ${SAY_DECIMAL}` }
      : error;
  });

/** Whether a mapping could read a number in it. Without one nobody can say what a comma stands before, or in which currency. */
const isAmount = (value: unknown): boolean =>
  typeof value === "string" &&
  ([",", "."] as const).some((decimal) => exactNumber(withoutSeparators(value, decimal)) !== undefined);

const SAY_DECIMAL = 'a mapping whose rule says "decimal" reads amounts as 1.299,00 €';

/** What is wrong with a value that fits by itself, and does not beside others of its event. */
const BESIDE_OTHERS: Partial<Record<KindName, string>> = {
  id: "stands for nobody, beside an id that names somebody",
  instant: "lies more than a day after the event was received",
};

function refusalOfBytes(bytes: Uint8Array, now: number): FailureCause | undefined {
  const stored = storedForm(Buffer.from(bytes), true, now);
  return "reason" in stored ? stored : undefined;
}
