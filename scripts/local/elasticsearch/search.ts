import { parseExact } from "../../../shared/json/exact.ts";
import { compareDocuments, type DocumentPosition, type FrozenOrder, firstNot } from "./document-order.ts";
import { formatNanos, NANOS_FORMAT, parseNanos } from "./instants.ts";
import type { LocalIndex } from "./local-index.ts";
import { windowOf } from "./query.ts";
import { SearchError } from "./search-error.ts";

/** A search as far as it is understood here; whatever else is asked for is refused, never ignored. */
export interface SearchBody {
  query?: unknown;
  sort?: unknown;
  search_after?: unknown;
  from?: unknown;
  size?: unknown;
  pit?: { id: string; keep_alive?: string };
  track_total_hits?: unknown;
  _source?: unknown;
}

const KNOWN: ReadonlySet<string> = new Set([
  "query",
  "sort",
  "search_after",
  "from",
  "size",
  "pit",
  "track_total_hits",
  "_source",
]);
/** Default of `index.max_result_window`. */
const MAX_HITS = 10_000;

/** The hits as JSON, `_source` as it was written, in order. */
export function search(
  index: LocalIndex,
  order: FrozenOrder,
  body: SearchBody,
): { hits: string; total: number } {
  for (const name of Object.keys(body))
    if (!KNOWN.has(name)) throw new SearchError(400, "parsing_exception", `unknown key [${name}]`);
  const { from: skipped, size } = resultWindow(body);
  const { ingestField } = index.definition;
  const window = windowOf(body.query, ingestField);
  const sorted = isSorted(body.sort, ingestField);
  const shown = shownOf(body._source, ingestField);
  const after = afterOf(body.search_after);
  const from =
    skipped +
    firstNot(order, (at) => window.before(at) || (after !== undefined && compareDocuments(at, after) <= 0));
  const end = firstNot(order, (at) => !window.past(at));
  const hits: string[] = [];
  for (let at = from; at < end && hits.length < size; at += 1)
    hits.push(hit(index, order, at, sorted, shown));
  return { hits: hits.join(","), total: end - firstNot(order, window.before) };
}

/** Which hits are asked for: `size` of them behind the first `from`. */
function resultWindow({ from = 0, size = 10, search_after: after }: SearchBody): {
  from: number;
  size: number;
} {
  const asked = { from: Number(from), size: Number(size) };
  const refusal = (reason: string) => new SearchError(400, "illegal_argument_exception", reason);
  if (!(asked.from >= 0 && asked.size >= 0)) throw refusal(`[from] and [size] parameters cannot be negative`);
  if (asked.from > 0 && after !== undefined)
    throw refusal("`from` parameter must be set to 0 when `search_after` is used");
  if (asked.from + asked.size > MAX_HITS)
    throw refusal(
      `Result window is too large, from + size must be less than or equal to: [${MAX_HITS}] but was ` +
        `[${asked.from + asked.size}]`,
    );
  return asked;
}

function hit(
  index: LocalIndex,
  { numbers, times }: FrozenOrder,
  at: number,
  sorted: boolean,
  shown: ShowSource,
) {
  const number = numbers[at]!;
  const id = `"_index":${JSON.stringify(index.definition.name)},"_id":${JSON.stringify(index.id(number))}`;
  const source = shown(() => index.source(number));
  if (!sorted) return `{${id},"_score":1.0${source}}`;
  return `{${id},"_score":null${source},"sort":["${formatNanos(times[at]!)}",${number}]}`;
}

/** What of a document's source goes with its hit, as an attribute behind others. */
type ShowSource = (source: () => string) => string;

/** Only the ingest time can be left out; a document that has none of its own stays byte for byte. */
function shownOf(filter: unknown, ingestField: string): ShowSource {
  if (filter === false) return () => "";
  if (filter === undefined || filter === true) return (source) => `,"_source":${source()}`;
  if (JSON.stringify(filter) === JSON.stringify({ excludes: [ingestField] }))
    return (source) => `,"_source":${without(ingestField, source())}`;
  throw new SearchError(400, "parsing_exception", `only _source.excludes of [${ingestField}] is known here`);
}

function without(field: string, source: string): string {
  if (!source.includes(JSON.stringify(field))) return source;
  const document = parseExact(source) as Record<string, unknown>;
  delete document[field];
  return JSON.stringify(document);
}

/** Whether the order of the ingest time is asked for, with `_shard_doc` behind it; there is no other. */
function isSorted(sort: unknown, field: string): boolean {
  if (sort === undefined) return false;
  const known = [{ [field]: { order: "asc", format: NANOS_FORMAT } }, { _shard_doc: { order: "asc" } }];
  if (JSON.stringify(sort) === JSON.stringify(known)) return true;
  throw new SearchError(400, "parsing_exception", `only ${JSON.stringify(known)} can be sorted by here`);
}

function afterOf(values: unknown): DocumentPosition | undefined {
  if (values === undefined) return undefined;
  const [time, number] = values as unknown[];
  if (!Array.isArray(values) || values.length !== 2 || typeof number !== "number")
    throw new SearchError(400, "illegal_argument_exception", "search_after has the wrong number of values");
  return { time: parseNanos(time), number };
}
