import type { IndexTemplate } from "../../../shared/search/index-template.ts";
import type { IndexRequest, IndexResponse } from "../elasticsearch/routes.ts";
import { SearchError } from "../elasticsearch/search-error.ts";
import { bulk } from "./bulk.ts";
import { matching, queryContext, searchDocuments } from "./document-search.ts";
import { DomainIndices } from "./domain-indices.ts";
import { KeptDocuments } from "./kept-documents.ts";

/** What a domain holds. */
export class DomainNode {
  readonly indices = new DomainIndices();
  readonly policies = new Map<string, unknown>();
  readonly documents: KeptDocuments;
  readonly now: () => number;

  constructor(most: number, now: () => number = Date.now) {
    this.documents = new KeptDocuments(most);
    this.now = now;
  }
}

type DomainRoute = (node: DomainNode, request: IndexRequest) => IndexResponse | Promise<IndexResponse>;

const ok = (body: string | object): IndexResponse => ({ status: 200, body });
const acknowledged = ok({ acknowledged: true });
const jsonOf = (body: string): Record<string, unknown> => (body === "" ? {} : JSON.parse(body));

/** By what the path ends with, and what may stand before it. */
const routes: Readonly<Record<string, DomainRoute>> = {
  _search: async (node, { path, query, body }) =>
    ok(await searchDocuments(node, node.indices.named(nameIn(path)), searchOf(query, body))),
  _count: async (node, { path, query, body }) => {
    const indices = node.indices.named(nameIn(path));
    const { query: asked } = searchOf(query, body);
    let count = 0;
    for await (const _found of matching(node.documents, indices, asked, queryContext(indices, node.now())))
      count += 1;
    return ok({ count, _shards: { total: 1, successful: 1, skipped: 0, failed: 0 } });
  },
  _bulk: (node, { path, body, query }) =>
    ok(filtered(bulk(node, body, nameIn(path)), query.get("filter_path"))),
  _delete_by_query: async (node, { path, query: options, body }) => {
    const indices = node.indices.named(nameIn(path));
    const { query } = jsonOf(body);
    if (query === undefined)
      throw new SearchError(400, "action_request_validation_exception", "query is missing");
    const found: [string, string][] = [];
    for await (const [{ index, id }] of matching(
      node.documents,
      indices,
      query,
      queryContext(indices, node.now()),
    ))
      found.push([index, id]);
    const most = Number(options.get("max_docs") ?? Number.POSITIVE_INFINITY);
    const removed = found.slice(0, most);
    for (const [index, id] of removed) node.documents.remove(index, id);
    return ok({ took: 0, timed_out: false, total: removed.length, deleted: removed.length, failures: [] });
  },
  _mapping: ({ indices }, { path }) =>
    ok(Object.fromEntries(indices.named(nameIn(path)).map(({ name, mappings }) => [name, { mappings }]))),
  _refresh: () => ok({ _shards: { total: 1, successful: 1, failed: 0 } }),
  indices: ({ indices, documents }, { query }) => {
    const rows = indices.named(undefined).map(({ name }) => ({
      health: "green",
      status: "open",
      index: name,
      "docs.count": String(documents.countIn(name)),
    }));
    if (query.get("format") === "json") return ok(rows);
    const lines = rows.map((row) => `${row.health} ${row.status} ${row.index} ${row["docs.count"]}\n`);
    return ok((query.has("v") ? "health status index docs.count\n" : "") + lines.join(""));
  },
  health: (node) =>
    ok({ cluster_name: "local", status: "green", number_of_nodes: 1, documents: node.documents.count }),
};

const nameIn = (path: readonly string[]): string | undefined => (path.length > 1 ? path[0] : undefined);

/** A search in the body, in the address (`?q=…&size=…&sort=…`), or in both. */
function searchOf(query: URLSearchParams, body: string): Record<string, unknown> {
  const known = ["q", "size", "from", "sort", "pretty", "default_operator", "track_total_hits", "_source"];
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new SearchError(400, "illegal_argument_exception", `contains unrecognized parameter: [${unknown}]`);
  const q = query.get("q");
  const operator = query.get("default_operator");
  const given = Object.fromEntries(
    ["size", "from", "sort", "_source"].flatMap((name) => {
      const value = query.get(name);
      return value === null ? [] : [[name, name === "sort" ? value.split(",") : value]];
    }),
  );
  return {
    ...jsonOf(body),
    ...given,
    ...(query.get("track_total_hits") === "true" && { track_total_hits: true }),
    ...(q !== null && {
      query: { query_string: { query: q, ...(operator !== null && { default_operator: operator }) } },
    }),
  };
}

/** The one filter that a bulk request here sends leaves the names of documents out. */
function filtered(response: object, filter: string | null): object {
  if (filter === null) return response;
  const { errors, items } = response as { errors: boolean; items: Record<string, object>[] };
  return {
    errors,
    items: items.map((item) =>
      Object.fromEntries(
        Object.entries(item).map(
          ([kind, { status, error }]: [string, { status?: number; error?: object }]) => [
            kind,
            { status, ...(error && { error }) },
          ],
        ),
      ),
    ),
  };
}

/** A thing of a name: written whole, read, or not there. */
function named(node: DomainNode, { method, path, body, query }: IndexRequest): IndexResponse | undefined {
  const name = path.at(-1) ?? "";
  if (path[0] === "_index_template" && path.length === 2) {
    if (method === "PUT") {
      node.indices.templates.set(name, jsonOf(body) as unknown as IndexTemplate);
      return acknowledged;
    }
    const template = node.indices.templates.get(name);
    if (template === undefined)
      throw new SearchError(
        404,
        "resource_not_found_exception",
        `index template matching [${name}] not found`,
      );
    return ok({ index_templates: [{ name, index_template: template }] });
  }
  if (path.slice(0, 3).join("/") === "_plugins/_ism/policies" && path.length === 4) {
    const before = node.policies.get(name);
    if (method === "PUT") {
      if (before !== undefined && !query.has("if_seq_no"))
        throw new SearchError(409, "version_conflict_engine_exception", `[${name}]: document already exists`);
      node.policies.set(name, jsonOf(body));
      return { status: 201, body: { _id: name, _version: 1, ...jsonOf(body) } };
    }
    if (before === undefined) throw new SearchError(404, "status_exception", "Policy not found");
    return ok({ _id: name, _seq_no: 0, _primary_term: 1, ...(before as object) });
  }
  if (path.length === 3 && path[1] === "_doc" && method === "GET") {
    const [document] = node.indices
      .named(path[0])
      .flatMap((index) => node.documents.get(index.name, name) ?? []);
    if (document === undefined) return { status: 404, body: { _index: path[0], _id: name, found: false } };
    const { index, id, version, source } = document;
    return ok({
      _index: index,
      _id: id,
      _version: version,
      found: true,
      _source: JSON.parse(String(source)),
    });
  }
  if (path.length === 1 && method === "DELETE" && !name.startsWith("_")) {
    for (const index of node.indices.named(name)) {
      node.documents.removeIndex(index.name);
      node.indices.remove(index.name);
    }
    return acknowledged;
  }
  return undefined;
}

/** Carries out one request. Throws for one that is unknown here, so that nothing is silently wrong. */
export async function domainRoute(node: DomainNode, request: IndexRequest): Promise<IndexResponse> {
  const { method, path } = request;
  if (path.length === 0)
    return ok({
      name: "local",
      cluster_name: "local",
      version: { distribution: "opensearch", number: "2.19.0" },
      tagline: "The OpenSearch Project: https://opensearch.org/",
    });
  const found = named(node, request);
  if (found !== undefined) return found;
  const last = path.at(-1)!;
  const isKnown =
    path[0] === "_cat" || path[0] === "_cluster"
      ? path.length === 2 && (last === "indices" || last === "health")
      : path.length <= 2 && last.startsWith("_") && (path.length === 1 || !path[0]!.startsWith("_"));
  const carryOut = isKnown && Object.hasOwn(routes, last) ? routes[last] : undefined;
  if (carryOut !== undefined) return carryOut(node, request);
  const names = Object.keys(routes).filter((name) => name.startsWith("_"));
  throw new SearchError(
    400,
    "illegal_argument_exception",
    `the local OpenSearch does not know ${method} /${path.join("/")}: it knows INDEX/${names.join(", INDEX/")}, INDEX/_doc/ID, _cat/indices, _cluster/health, _index_template/NAME and _plugins/_ism/policies/NAME`,
  );
}
