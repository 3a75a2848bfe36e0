import { documentId } from "../../functions/produce/document.ts";
import { isObject } from "../../shared/json/exact.ts";
import { parsePath } from "../../shared/mapping/path.ts";
import { withPaths } from "../../shared/mapping/paths.ts";
import type { SourceMapping } from "../../shared/mapping/source-mapping.ts";
import { untyped } from "./typed-json.ts";

/** A document that an export wraps. */
export interface Exported {
  document: unknown;
  /** From index and `_id`, as when the index itself is read. */
  id?: string;
}

type Json = Record<string, unknown>;

/**
 * Unwraps documents of Elasticsearch and OpenSearch: one document of an export (`{"_index", "_id", "_source"}`), or
 * all documents of a search response (`{"hits": {"hits": […]}}`). Only the identity is kept of the wrapping. Documents that
 * MongoDB and DynamoDB export lose the types of their values. Undefined for what is not wrapped, and if the mapping itself
 * reads the wrapping.
 */
export function unwrapping(mapping: SourceMapping): (value: Json) => Exported[] | undefined {
  const { first: read, all } = keysOf(mapping);
  const isRead = (name: string): boolean => all.has(name);
  return (value) => {
    if (isObject(value._source) && !read.has("_source")) return [exported(value)];
    const document = untyped(value, isRead);
    if (document !== undefined) return [{ document }];
    const hits = isObject(value.hits) && !read.has("hits") ? value.hits.hits : undefined;
    return Array.isArray(hits) ? hits.map(exported) : undefined;
  };
}

function exported(hit: unknown): Exported {
  if (!isObject(hit) || !isObject(hit._source)) return { document: hit };
  const { _index, _id, _source } = hit;
  const id = typeof _id === "string" ? { id: documentId(String(_index ?? ""), _id) } : {};
  return { document: _source, ...id };
}

/** The keys of the paths that a mapping reads: those at the beginning, and all. */
function keysOf(mapping: SourceMapping): { first: Set<string>; all: Set<string> } {
  const first = new Set<string>();
  const all = new Set<string>();
  withPaths(mapping, (path) => {
    const keys = parsePath(path);
    first.add(keys[0]!);
    for (const key of keys) all.add(key);
    return path;
  });
  return { first, all };
}
