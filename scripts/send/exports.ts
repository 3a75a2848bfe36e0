import { documentId } from "../../functions/produce/document.ts";
import { isObject } from "../../shared/json/exact.ts";
import { parsePath } from "../../shared/mapping/path.ts";
import { withPaths } from "../../shared/mapping/paths.ts";
import type { SourceMapping } from "../../shared/mapping/source-mapping.ts";

/** A document that an export wraps. */
export interface Exported {
  document: unknown;
  /** From index and `_id`, as when the index itself is read. */
  id?: string;
}

type Json = Record<string, unknown>;

/**
 * Unwraps documents of Elasticsearch and OpenSearch: one document of an export (`{"_index", "_id", "_source"}`), or
 * all documents of a search response (`{"hits": {"hits": […]}}`). Only the identity is kept of the wrapping.
 * Undefined for what is not wrapped, and if the mapping itself reads the wrapping.
 */
export function unwrapping(mapping: SourceMapping): (value: Json) => Exported[] | undefined {
  const read = firstKeys(mapping);
  return (value) => {
    if (isObject(value._source) && !read.has("_source")) return [exported(value)];
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

function firstKeys(mapping: SourceMapping): Set<string> {
  const keys = new Set<string>();
  withPaths(mapping, (path) => {
    keys.add(parsePath(path)[0]!);
    return path;
  });
  return keys;
}
