import { isUtc, parseUtc } from "../../shared/event/time.ts";
import type { FieldError, ReasonName } from "../../shared/failure/failed-event.ts";
import { type FailedEntry, failedEntry, type PackEntry, type Why } from "../../shared/failure/place.ts";
import { readPacks } from "../../shared/failure/read-packs.ts";
import { DOCUMENT_ID_BYTES } from "../../shared/limits.ts";
import type { IndexedDocument } from "../../shared/search/document-index.ts";
import { indexOf } from "../../shared/search/index-template.ts";
import type { StreamRecord } from "../../shared/stream.ts";

export interface SearchRules {
  /** What the names of the indices begin with. */
  alias: string;
  /** First day that is indexed, `YYYY-MM-DD`: what is older would make an index that is to be deleted. */
  firstDay: string;
}

export interface SearchBatch {
  /** Every document once, with all the entries that hold it. */
  documents: Map<IndexedDocument, PackEntry[]>;
  failures: FailedEntry[];
  /** Events that the batch held more than once. */
  duplicates: number;
  /** Events from before the first day. */
  old: number;
}

/** Every line of every pack: as a document, as too old, or as a failure. */
export function readSearchBatch(records: readonly StreamRecord[], rules: SearchRules): SearchBatch {
  const batch: SearchBatch = { documents: new Map(), failures: [], duplicates: 0, old: 0 };
  const known = new Map<string, IndexedDocument>();
  batch.failures = readPacks(
    records,
    (entry) => {
      const line = documentOf(entry.bytes, rules);
      if (line !== "old" && "reason" in line) return line;
      if (line === "old") batch.old += 1;
      else take(batch, known, line, entry);
      return undefined;
    },
    unsearchable,
  );
  return batch;
}

/** Of an event that comes twice the later version counts. */
function take(
  batch: SearchBatch,
  known: Map<string, IndexedDocument>,
  document: IndexedDocument,
  entry: PackEntry,
): void {
  const identity = `${document.index}/${document.id}`;
  const before = known.get(identity);
  const entries = before === undefined ? [] : batch.documents.get(before)!;
  entries.push(entry);
  if (before !== undefined) batch.duplicates += 1;
  if (before !== undefined && before.version >= document.version) return;
  if (before !== undefined) batch.documents.delete(before);
  known.set(identity, document);
  batch.documents.set(document, entries);
}

interface Refusal {
  reason: ReasonName;
  errors: FieldError[];
  event_id?: string;
}

/** Required is what the place in the indices needs; whatever else does not fit the mapping, the domain refuses. */
function documentOf(bytes: Uint8Array, { alias, firstDay }: SearchRules): IndexedDocument | Refusal | "old" {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Bad data is a value: the bytes go on as a failed event.
    return refusal("not_json", "", "JSON", `text of ${text.length} characters`, "the line is no JSON text");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refusal("not_an_object", "", "a JSON object", typeof value, "an event is a JSON object");
  const { event_id: id, event_time: time, processed_at: processed } = value as Record<string, unknown>;
  const named = typeof id === "string" ? { event_id: id } : {};
  if (typeof id !== "string" || id === "" || Buffer.byteLength(id) > DOCUMENT_ID_BYTES)
    return { ...violation("/event_id", `1 to ${DOCUMENT_ID_BYTES} bytes of text`, id), ...named };
  if (!isUtc(time)) return { ...violation("/event_time", "an instant in UTC", time), ...named };
  if (!isUtc(processed)) return { ...violation("/processed_at", "an instant in UTC", processed), ...named };
  const [day, version] = [(time as string).slice(0, 10), parseUtc(processed as string)];
  if (day < firstDay) return "old";
  return { index: indexOf(alias, day), id, version, source: oneLine(bytes, value) };
}

const LINE_FEED = 10;

/** A document must be one line; an event that came alone in its record may be several. */
const oneLine = (bytes: Uint8Array, value: object): Uint8Array =>
  bytes.includes(LINE_FEED) ? Buffer.from(JSON.stringify(value)) : bytes;

const violation = (path: string, expected: string, found: unknown): Refusal =>
  refusal("schema_violation", path, expected, typeof found, `${path.slice(1)} is not ${expected}`);

const refusal = (
  reason: ReasonName,
  path: string,
  expected: string,
  actual: string,
  message: string,
): Refusal => ({ reason, errors: [{ path, expected, actual, message }] });

export const unsearchable = (entry: PackEntry, why: Omit<Why, "stage">): FailedEntry =>
  failedEntry(entry, { stage: "search", ...why });
