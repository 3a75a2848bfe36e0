import { isUtf8 } from "node:buffer";
import { nestsDeeper } from "../../shared/json/depth.ts";
import { isObject, parseExact } from "../../shared/json/exact.ts";
import { jsonIn } from "../../shared/json/json-in.ts";
import { jsonType } from "../../shared/json/json-type.ts";
import { utf8 } from "../../shared/json/utf8.ts";
import { noJsonMessage } from "../../shared/json/why-no-json.ts";
import type { SourceMapping } from "../../shared/mapping/source-mapping.ts";
import { type DocumentTable, documentTableOf } from "./columns.ts";
import { notIn } from "./encoding.ts";
import type { FileRecord, RecordFault } from "./records.ts";

/** A value of a record, and the mapping that reads it. */
export interface ReadRecord {
  mapping: SourceMapping;
  value: unknown;
  /** The JSON that it was written as, where that is known. */
  text?: string;
}

/**
 * Deepest nesting of JSON that is read. The mapping and the JSON writers recurse, and would throw at some thousand
 * levels. It is more than an event may have, because a mapping also reads documents.
 */
const LEVELS = 1000;

/** Reads the records of one file: their values, or why one can be no event. A list of objects has several. */
export function recordReader(
  mapping: SourceMapping,
  encoding: string,
): (record: FileRecord) => ReadRecord[] | { fault: RecordFault } {
  let table: DocumentTable | undefined;
  return ({ bytes, row, fault }) => {
    if (fault !== undefined) return { fault };
    if (row !== undefined) {
      if (row.cells.some(isReplaced) && !isUtf8(bytes)) return unreadable(encoding);
      table ??= documentTableOf(mapping, row.names, row.floats);
      return [{ mapping: table.mapping, value: table.documentOf(row.cells) }];
    }
    return readJson(mapping, bytes, encoding);
  };
}

/** Whether a text was read from bytes that may be none. */
const isReplaced = (text: string): boolean => text.includes("\ufffd");

function readJson(
  mapping: SourceMapping,
  bytes: Buffer,
  encoding: string,
): ReadRecord[] | { fault: RecordFault } {
  const text = utf8(bytes);
  if (text === undefined) return unreadable(encoding);
  if (nestsDeeper(text, LEVELS)) return TOO_DEEP;
  let value: unknown;
  try {
    value = parseExact(text);
  } catch (error) {
    // Bad data is a value: the record goes on with its bytes.
    return notJson((error as Error).message, text);
  }
  if (isObject(value)) return [{ mapping, value, text }];
  // Queues and logs put a text of JSON into JSON.
  value = jsonIn(value) ?? value;
  if (isObject(value)) return [{ mapping, value }];
  if (Array.isArray(value) && value.some(isObject))
    return value.map((element) => ({ mapping, value: element }));
  return notAnObject(value);
}

const faulty = (reason: RecordFault["reason"], expected: string, actual: string, message: string) => ({
  fault: { reason, errors: [{ path: "", expected, actual, message }] },
});

const unreadable = (encoding: string) =>
  faulty("not_json", `text in ${encoding}`, "other bytes", `the record has ${notIn(encoding)}`);

const TOO_DEEP = faulty(
  "schema_violation",
  `at most ${LEVELS} levels`,
  "more",
  "the record is nested too deeply",
);

function notAnObject(value: unknown) {
  return faulty("not_an_object", "a JSON object", jsonType(value), "an event is a JSON object");
}

/** The parser's message quotes the text around the mistake, which may be personal data: only the position is kept. */
function notJson(said: string, text: string) {
  const message = noJsonMessage(text, /position \d+/.exec(said)?.[0]);
  return faulty("not_json", "JSON", `text of ${text.length} characters`, message);
}
