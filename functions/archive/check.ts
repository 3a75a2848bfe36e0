import { sourceOf } from "../../shared/archive-partition.ts";
import { columnKind } from "../../shared/columns/column-kinds.ts";
import { glueColumns } from "../../shared/columns/glue.ts";
import { type EnrichedEvent, enrichedFields } from "../../shared/event/enriched.ts";
import type { Fields } from "../../shared/event/kind.ts";
import type { FieldError, ReasonName } from "../../shared/failure/failed-event.ts";
import { jsonType } from "../../shared/json/json-type.ts";
import { type FiledBy, plainEvent, plainReader } from "./plain-event.ts";

export type CheckedArchiveLine =
  /** `line`: the event rewritten with a source, where it had none. */
  | { ok: true; event: FiledBy; line?: Uint8Array }
  | { ok: false; reason: ReasonName; errors: FieldError[]; event_id?: string };

/** Whether a line of a pack is an enriched event that fits the table, or why not. */
export type CheckArchiveLine = (text: string) => CheckedArchiveLine;

interface Column {
  type: string;
  /**
   * Whether Firehose can convert a JSON value to the column. Firehose does not archive a record that it cannot
   * convert.
   */
  convertible(value: unknown): boolean;
}

type Columns = ReadonlyMap<string, Column>;

/** @param fields of the events that the table holds */
export function archiveLineCheck(
  fields: Fields,
  readPlain = plainReader(glueColumns(fields)),
): CheckArchiveLine {
  const all = glueColumns(fields);
  const columns = new Map(all.map(({ name, type }) => [name, { type, convertible: columnKind(type)!.fits }]));
  return (text) => {
    const plain = readPlain(text);
    return plain ? { ok: true, event: plain } : checkParsed(text, columns);
  };
}

export const checkArchiveLine = archiveLineCheck(enrichedFields, plainEvent);

/** Without these attributes an event cannot be archived, found or deduplicated. */
const required = ["event_id", "event_name", "app_id", "event_time"] as const;

/**
 * A line of an earlier version, or of a foreign producer, may have no source. It gets the one that enrichment would
 * give it, because Firehose converts the line as it is and the column would be null.
 */
function withSource(event: EnrichedEvent): CheckedArchiveLine {
  const { source } = event;
  if (source) return { ok: true, event: { ...event, source } };
  const named = { ...event, source: sourceOf(event) };
  return { ok: true, event: named, line: Buffer.from(JSON.stringify(named)) };
}

/** Slower than JSON.parse alone. */
function checkParsed(text: string, columns: Columns): CheckedArchiveLine {
  let event: EnrichedEvent;
  try {
    event = JSON.parse(text);
  } catch {
    return refuse("conversion_failed", "a JSON object", `text of ${text.length} characters`);
  }
  if (typeof event !== "object" || event === null || Array.isArray(event))
    return refuse("conversion_failed", "a JSON object", jsonType(event));
  for (const name in event) {
    const value = (event as Record<string, unknown>)[name];
    const column = columns.get(name);
    if (column === undefined || (value !== null && !column.convertible(value)))
      return explain(event, columns);
  }
  for (const name of required) if (!event[name]) return explain(event, columns);
  return withSource(event);
}

/** Once it is clear that an event does not fit, every reason is collected. */
function explain(event: object, columns: Columns): CheckedArchiveLine {
  const errors: FieldError[] = [];
  let unknown = true;
  for (const [name, value] of Object.entries(event)) {
    const column = columns.get(name);
    if (!column) {
      errors.push(
        error(
          name,
          "no such attribute",
          jsonType(value),
          "the table has no such column, so the value would be lost",
        ),
      );
    } else if (value !== null && !column.convertible(value)) {
      unknown = false;
      errors.push(error(name, column.type, jsonType(value), "the value does not convert to the column"));
    }
  }
  for (const name of required) {
    const value: unknown = (event as Record<string, unknown>)[name];
    if (value) continue;
    unknown = false;
    errors.push(
      error(name, "a value", value === "" ? "an empty text" : jsonType(value), "an archived event has one"),
    );
  }
  const { event_id } = event as { event_id?: unknown };
  /** An attribute that the table does not know yet is not the event's fault: the same bytes fit a later table. */
  const reason = unknown ? "transform_failed" : "conversion_failed";
  return { ok: false, reason, errors, ...(typeof event_id === "string" ? { event_id } : {}) };
}

function refuse(reason: ReasonName, expected: string, actual: string): CheckedArchiveLine {
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
