import { sourceOf } from "../../shared/archive-partition.ts";
import { type EnrichedEvent, enrichedFields } from "../../shared/event/enriched.ts";
import type { ColumnType } from "../../shared/event/fields.ts";
import { isCanonical, parseInstant } from "../../shared/event/time.ts";
import type { FieldError, ReasonName } from "../../shared/failure/failed-event.ts";
import { type FiledBy, plainEvent } from "./plain-event.ts";

export type Checked =
  /** `line`: the event written anew, where it had no source. */
  | { ok: true; event: FiledBy; line?: Uint8Array }
  | { ok: false; reason: ReasonName; errors: FieldError[]; event_id?: string };

/** Whether Firehose can convert a JSON value to the column. What it cannot convert it would take out of the archive. */
const converts: Record<ColumnType, (value: unknown) => boolean> = {
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  double: (value) => typeof value === "number",
  int: (value) => (value as number) === ((value as number) | 0),
  bigint: Number.isSafeInteger,
  timestamp: (value) => typeof value === "string" && isCanonical(value) && !Number.isNaN(parseInstant(value)),
  "map<string,string>": isTextMap,
};

interface Column {
  type: ColumnType;
  convertible(value: unknown): boolean;
}

const columns = new Map<string, Column>(
  Object.entries(enrichedFields).map(([name, field]) => {
    const { column } = field as unknown as { column: ColumnType };
    return [name, { type: column, convertible: converts[column] }];
  }),
);

/** What an event cannot be archived, found again or de-duplicated without. */
const required = ["event_id", "event_name", "app_id", "event_time"] as const;

/** Whether a line of a pack is an enriched event that fits the table, or why not. */
export function checkLine(text: string): Checked {
  const plain = plainEvent(text);
  return plain ? { ok: true, event: plain } : checkParsed(text);
}

/**
 * A line of the version before, or of a foreign producer, may name no source. It is given the one that enrichment would
 * give it: Firehose converts what stands in the line, and the column would be null.
 */
function withSource(event: EnrichedEvent): Checked {
  const { source } = event;
  if (source) return { ok: true, event: { ...event, source } };
  const named = { ...event, source: sourceOf(event) };
  return { ok: true, event: named, line: Buffer.from(JSON.stringify(named)) };
}

/** Costs a third more than its JSON.parse. */
function checkParsed(text: string): Checked {
  let event: EnrichedEvent;
  try {
    event = JSON.parse(text);
  } catch {
    return refuse("conversion_failed", "a JSON object", `text of ${text.length} characters`);
  }
  if (typeof event !== "object" || event === null || Array.isArray(event))
    return refuse("conversion_failed", "a JSON object", kindOf(event));
  for (const name in event) {
    const value = (event as Record<string, unknown>)[name];
    const column = columns.get(name);
    if (column === undefined || (value !== null && !column.convertible(value))) return explain(event);
  }
  for (const name of required) if (!event[name]) return explain(event);
  return withSource(event);
}

/** Once it is clear that an event does not fit, every reason is collected. */
function explain(event: object): Checked {
  const errors: FieldError[] = [];
  let unknown = true;
  for (const [name, value] of Object.entries(event)) {
    const column = columns.get(name);
    if (!column) {
      errors.push(
        error(
          name,
          "no such attribute",
          kindOf(value),
          "the table has no such column, so the value would be lost",
        ),
      );
    } else if (value !== null && !column.convertible(value)) {
      unknown = false;
      errors.push(error(name, column.type, kindOf(value), "the value does not convert to the column"));
    }
  }
  for (const name of required) {
    const value: unknown = (event as Record<string, unknown>)[name];
    if (value) continue;
    unknown = false;
    errors.push(
      error(name, "a value", value === "" ? "an empty text" : kindOf(value), "an archived event has one"),
    );
  }
  const { event_id } = event as { event_id?: unknown };
  /** An attribute that the table does not know yet is not the event's fault: the same bytes fit a later table. */
  const reason = unknown ? "transform_failed" : "conversion_failed";
  return { ok: false, reason, errors, ...(typeof event_id === "string" ? { event_id } : {}) };
}

function refuse(reason: ReasonName, expected: string, actual: string): Checked {
  return {
    ok: false,
    reason,
    errors: [{ path: "", expected, actual, message: "the line is no enriched event" }],
  };
}

const error = (name: string, expected: string, actual: string, message: string): FieldError => ({
  path: `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
  expected,
  actual,
  message,
});

function isTextMap(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  for (const name in value) if (typeof (value as Record<string, unknown>)[name] !== "string") return false;
  return true;
}

const kindOf = (value: unknown): string =>
  value === null ? "null" : value === undefined ? "nothing" : Array.isArray(value) ? "array" : typeof value;
