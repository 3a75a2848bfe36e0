import Type from "typebox";
import { Compile } from "typebox/compile";
import { enrichedFields } from "../../shared/event/enriched.ts";
import { inspection } from "../../shared/event/inspection.ts";
import type { FieldError, ReasonName } from "../../shared/failure/failed-event.ts";
import type { ScoringEvent } from "../../shared/features/scoring-event.ts";
import { jsonType } from "../../shared/json/json-type.ts";
import { deviceOf } from "../../shared/lane.ts";
import { requiredNames, scanLine } from "./scan.ts";

export type CheckedPredictLine =
  | { ok: true; event: ScoringEvent }
  | { ok: false; reason: ReasonName; errors: FieldError[]; event_id?: string };

const { event_id, event_name, app_id, event_time } = enrichedFields;
const required = { event_id, event_name, app_id, event_time } satisfies Record<
  (typeof requiredNames)[number],
  unknown
>;
const schema = Compile(Type.Intersect([Type.Object(required), Type.Partial(Type.Object(enrichedFields))]));
const inspect = inspection(enrichedFields, requiredNames);

/** What scoring reads of one line of a pack, or why the line is no enriched event. */
export function checkPredictLine(line: Uint8Array): CheckedPredictLine {
  const scanned = scanLine(line);
  const checked = scanned === undefined ? parsePredictLine(line) : { ok: true as const, event: scanned };
  if (!checked.ok || deviceOf(checked.event) !== "") return checked;
  const refused = refuse("schema_violation", "user_id or anonymous_id", "neither", "the event names no user");
  return { ...refused, ...idOf(checked.event) };
}

/** Of lines that the scanner leaves to the parser, as those with escapes in them. */
export function parsePredictLine(line: Uint8Array): CheckedPredictLine {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Bad data is a value: the bytes go on as a failed event.
    return refuse("not_json", "JSON", `text of ${text.length} characters`, "the line is no JSON text");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse("not_an_object", "a JSON object", jsonType(value), "an event is a JSON object");
  if (inspect(value as Record<string, unknown>) === "unsure" && !schema.Check(value))
    return { ok: false, reason: "schema_violation", errors: violations(value), ...idOf(value) };
  return { ok: true, event: value as ScoringEvent };
}

function refuse(
  reason: ReasonName,
  expected: string,
  actual: string,
  message: string,
): CheckedPredictLine & { ok: false } {
  return { ok: false, reason, errors: [{ path: "", expected, actual, message }] };
}

/** Those that typebox names: eight at most. */
function violations(value: object): FieldError[] {
  return schema.Errors(value).map(({ instancePath, message }) => {
    const found: unknown = (value as Record<string, unknown>)[instancePath.split("/")[1] ?? ""];
    return {
      path: instancePath,
      expected: "the field of an enriched event",
      actual: jsonType(found),
      message,
    };
  });
}

const idOf = (value: object): { event_id?: string } =>
  "event_id" in value && typeof value.event_id === "string" ? { event_id: value.event_id } : {};
