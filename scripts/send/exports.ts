import { documentId } from "../../functions/produce/document.ts";
import { isObject } from "../../shared/json/exact.ts";
import { parsePath } from "../../shared/mapping/path.ts";
import { pathsOf } from "../../shared/mapping/paths.ts";
import type { SourceMapping } from "../../shared/mapping/source-mapping.ts";
import { holdsEvent, isEvent } from "../../shared/mapping/split.ts";
import { carriedIn, type Seen } from "./carriers.ts";
import { rowsOfResult } from "./result-tables.ts";
import { untyped } from "./typed-json.ts";

/** A document that an export wraps. */
export interface Exported {
  document: unknown;
  /** From index and `_id`, as when the index itself is read. */
  id?: string;
}

type Json = Record<string, unknown>;

/** How many wrappings may stand around one another: a message of SNS in one of SQS in a list. */
const LEVELS = 6;

/**
 * Unwraps documents of Elasticsearch and OpenSearch: one document of an export (`{"_index", "_id", "_source"}`), or
 * all documents of a search response (`{"hits": {"hits": […]}}`). Only the identity is kept of the wrapping. Documents that
 * MongoDB and DynamoDB export lose the types of their values; results of queries become their rows; and events are taken out
 * of what queues, streams and logs put around them. Undefined for what is not wrapped, and if the mapping itself reads the
 * wrapping.
 */
export function unwrapping(mapping: SourceMapping): (value: Json) => Exported[] | undefined {
  const { first: read, all } = keysOf(mapping);
  const isRead = (name: string): boolean => all.has(name);
  // A copy, so that whoever watches the rules sees each document once.
  const plain = { ...mapping };
  const seen: Seen = { isRead: (name) => read.has(name), isEvent: (value) => isEvent(value, plain) };

  const storedIn = (value: Json): Exported[] | undefined => {
    if (isObject(value._source) && !read.has("_source")) return [exported(value)];
    const documents = untyped(value, isRead);
    if (documents !== undefined) return documents.map((document) => ({ document }));
    const hits = isObject(value.hits) && !read.has("hits") ? value.hits.hits : undefined;
    return Array.isArray(hits) ? hits.map(exported) : undefined;
  };

  /** What looks like a wrapping is one only if there are events in it. */
  const eventsIn = (found: readonly unknown[] | undefined, level: number): Exported[] | undefined => {
    const documents = found?.flatMap((document) => inner({ document }, level));
    return documents?.some(({ document }) => holdsEvent(document, plain)) ? documents : undefined;
  };

  const unwrapped = (value: Json, level: number): Exported[] | undefined =>
    storedIn(value)?.flatMap((one) => inner(one, level)) ??
    eventsIn(rowsOfResult(value), level) ??
    eventsIn(carriedIn(value, seen), level);

  const inner = (one: Exported, level: number): Exported[] => {
    const found = isObject(one.document) && level < LEVELS ? unwrapped(one.document, level + 1) : undefined;
    if (found === undefined) return [one];
    // An identity belongs to one document.
    return found.length === 1 ? [{ ...one, ...found[0]! }] : found;
  };

  return (value) => unwrapped(value, 1);
}

function exported(hit: unknown): Exported {
  if (!isObject(hit) || !isObject(hit._source)) return { document: hit };
  const { _index, _id, _source } = hit;
  const id = typeof _id === "string" ? { id: documentId(String(_index ?? ""), _id) } : {};
  return { document: _source, ...id };
}

/** The keys of the paths that a mapping reads: those at the beginning, and all. */
function keysOf(mapping: SourceMapping): { first: Set<string>; all: Set<string> } {
  const paths = pathsOf(mapping).map(({ path }) => parsePath(path));
  return { first: new Set(paths.map(([first]) => first!)), all: new Set(paths.flat()) };
}
