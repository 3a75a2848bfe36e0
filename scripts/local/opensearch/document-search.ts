import { isObject } from "../../../shared/json/exact.ts";
import { SearchError } from "../elasticsearch/search-error.ts";
import { aggregationsOf } from "./aggregations.ts";
import { documentTest } from "./document-query.ts";
import type { DomainIndex } from "./domain-indices.ts";
import { type EventDocument, queriedField } from "./field-values.ts";
import type { KeptDocument, KeptDocuments } from "./kept-documents.ts";
import type { QueryContext } from "./term-tests.ts";

/** A search as far as it is understood here; whatever else is asked for is refused, never ignored. */
const KNOWN: ReadonlySet<string> = new Set([
  "query",
  "sort",
  "size",
  "from",
  "aggs",
  "aggregations",
  "_source",
  "track_total_hits",
]);

/** Defaults of `index.max_result_window` and of `track_total_hits`. */
const MAX_WINDOW = 10_000;
const MAX_COUNTED = 10_000;
/** Documents that are looked at before others have their turn. */
const AT_ONCE = 1_000;

interface Hit {
  document: KeptDocument;
  sort: (string | number | null)[];
}

export interface SearchedNode {
  documents: KeptDocuments;
  /** Epoch ms. */
  now(): number;
}

/** Searches by looking at every document: a hundred thousand take a second or two. No hit is better than another. */
export async function searchDocuments(
  { documents, now }: SearchedNode,
  indices: readonly DomainIndex[],
  body: Record<string, unknown>,
): Promise<object> {
  const unknown = Object.keys(body).find((name) => !KNOWN.has(name));
  if (unknown !== undefined)
    throw new SearchError(400, "parsing_exception", `Unknown key for a VALUE in [${unknown}]`);
  const { size = 10, from = 0 } = body;
  if (!(Number(size) >= 0 && Number(from) >= 0 && Number(size) + Number(from) <= MAX_WINDOW))
    throw new SearchError(
      400,
      "illegal_argument_exception",
      `Result window is too large, from + size must be less than or equal to: [${MAX_WINDOW}]`,
    );
  const context = queryContext(indices, now());
  const order = orderOf(body.sort, context);
  const gathered = aggregationsOf(body.aggregations ?? body.aggs, context);
  const hits: Hit[] = [];
  let total = 0;
  for await (const [document, value] of matching(documents, indices, body.query, context)) {
    total += 1;
    for (const each of Object.values(gathered)) each.add(value);
    if (order.length > 0 || hits.length < Number(from) + Number(size))
      hits.push({ document, sort: order.map(({ of }) => of(value)) });
  }
  if (order.length > 0) hits.sort((a, b) => compared(a, b, order));
  const shown = shownOf(body._source);
  const results = Object.entries(gathered).map(([name, each]) => [name, each.result()]);
  return {
    took: 0,
    timed_out: false,
    _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
    hits: {
      ...(body.track_total_hits !== false && { total: counted(total, body.track_total_hits === true) }),
      max_score: order.length > 0 || total === 0 ? null : 1,
      hits: hits.slice(Number(from), Number(from) + Number(size)).map(({ document, sort }) => ({
        _index: document.index,
        _id: document.id,
        _score: order.length > 0 ? null : 1,
        ...shown(document),
        ...(order.length > 0 && { sort }),
      })),
    },
    ...(results.length > 0 && { aggregations: Object.fromEntries(results) }),
  };
}

const counted = (total: number, exactly: boolean) =>
  exactly || total <= MAX_COUNTED
    ? { value: total, relation: "eq" }
    : { value: MAX_COUNTED, relation: "gte" };

export const queryContext = (indices: readonly DomainIndex[], now: number): QueryContext => ({
  properties: Object.assign({}, ...indices.map(({ properties }) => properties)),
  now,
});

/** The documents that a query finds, and what is in them. */
export async function* matching(
  documents: KeptDocuments,
  indices: readonly DomainIndex[],
  query: unknown,
  context: QueryContext,
): AsyncGenerator<[KeptDocument, EventDocument]> {
  const test = documentTest(query, context);
  let looked = 0;
  for (const document of documents.in(new Set(indices.map(({ name }) => name)))) {
    if (++looked % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    const value = JSON.parse(document.source.toString("utf8")) as EventDocument;
    if (test(value, document.id)) yield [document, value];
  }
}

interface Order {
  descending: boolean;
  of(document: EventDocument): string | number | null;
}

/** `"field"`, `"field:desc"`, `{"field": "desc"}` or `{"field": {"order": "desc"}}`. A document without the field is last. */
function orderOf(sort: unknown, context: QueryContext): Order[] {
  const asked = (sort === undefined ? [] : [sort].flat()).flatMap((each): [string, unknown][] => {
    if (isObject(each)) return Object.entries(each);
    const [path = "", how] = String(each).split(":");
    return [[path, how]];
  });
  return asked.map(([path, how]) => {
    const way = String(isObject(how) ? (how.order ?? "asc") : (how ?? "asc"));
    const field = queriedField(context.properties, path);
    if (field === undefined || field.type === "words")
      throw new SearchError(
        400,
        "query_shard_exception",
        `No mapping found for [${path}] in order to sort on`,
      );
    const descending = way === "desc";
    return {
      descending,
      of(document) {
        const values = field
          .valuesOf(document)
          .map((value) => (typeof value === "boolean" ? Number(value) : value));
        if (values.length === 0) return null;
        const sorted = values.sort((a, b) => (a < b ? -1 : 1));
        return (descending ? sorted.at(-1) : sorted[0]) ?? null;
      },
    };
  });
}

function compared(a: Hit, b: Hit, order: readonly Order[]): number {
  for (const [at, { descending }] of order.entries()) {
    const [one, other] = [a.sort[at]!, b.sort[at]!];
    if (one === other) continue;
    if (one === null) return 1;
    if (other === null) return -1;
    return (one < other ? -1 : 1) * (descending ? -1 : 1);
  }
  return 0;
}

/** All of a document, nothing of it, or the named attributes of its top. */
function shownOf(filter: unknown): (document: KeptDocument) => { _source?: unknown } {
  if (filter === false || filter === "false") return () => ({});
  if (filter === undefined || filter === true || filter === "true")
    return ({ source }) => ({ _source: JSON.parse(source.toString("utf8")) });
  const names = isObject(filter) ? filter.includes : typeof filter === "string" ? filter.split(",") : filter;
  if (!Array.isArray(names) || (isObject(filter) && Object.keys(filter).length > 1))
    throw new SearchError(400, "parsing_exception", "_source is true, false or a list of names here");
  const wanted = new Set(names.map(String));
  return ({ source }) => ({
    _source: Object.fromEntries(
      Object.entries(JSON.parse(source.toString("utf8")) as object).filter(([name]) => wanted.has(name)),
    ),
  });
}
