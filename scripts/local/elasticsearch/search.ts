import { parseExact } from "../../../shared/json/exact.ts";
import { compare, type FrozenOrder, firstNot, type Position } from "./document-order.ts";
import { parseNanos, sortValue } from "./instants.ts";
import type { LocalIndex, Snapshot } from "./local-index.ts";
import { windowOf } from "./query.ts";
import { SearchError } from "./search-error.ts";

/** A search as far as it is understood here; whatever else is asked for is refused, never ignored. */
export interface SearchBody {
  query?: unknown;
  sort?: unknown;
  search_after?: unknown;
  size?: unknown;
  pit?: { id: string; keep_alive?: string };
  track_total_hits?: unknown;
  _source?: unknown;
}

const known = new Set(["query", "sort", "search_after", "size", "pit", "track_total_hits", "_source"]);
/** Default of `index.max_result_window`. */
const MOST_HITS = 10_000;

/** The hits as JSON, `_source` as it was written, in order. */
export function search(
  index: LocalIndex,
  snapshot: Snapshot,
  body: SearchBody,
): { hits: string; total: number } {
  for (const name of Object.keys(body))
    if (!known.has(name)) throw new SearchError(400, "parsing_exception", `unknown key [${name}]`);
  const size = body.size === undefined ? 10 : Number(body.size);
  if (!(size >= 0 && size <= MOST_HITS))
    throw new SearchError(
      400,
      "illegal_argument_exception",
      `Result window is too large: [${String(body.size)}]`,
    );
  const { ingestField } = index.definition;
  const window = windowOf(body.query, ingestField);
  const format = sortFormat(body.sort, ingestField);
  const after = afterOf(body.search_after);
  const { order } = snapshot;
  const from = firstNot(order, (at) => window.before(at) || (after !== undefined && compare(at, after) <= 0));
  const end = firstNot(order, (at) => !window.past(at));
  const hits: string[] = [];
  for (let at = from; at < end && hits.length < size; at += 1) {
    if (!snapshot.superseded(order.numbers[at]!)) hits.push(hit(index, order, at, format, body._source));
  }
  return { hits: hits.join(","), total: end - firstNot(order, window.before) };
}

function hit(
  index: LocalIndex,
  { numbers, times }: FrozenOrder,
  at: number,
  format: Format,
  filter: unknown,
) {
  const { name, ingestField, ingestType } = index.definition;
  const number = numbers[at]!;
  const sort = format && `,"sort":[${sortValue(times[at]!, ingestType, format.date)},${number}]`;
  const score = format ? "null" : "1.0";
  const source = filter === false ? "" : `,"_source":${filtered(index.source(number), filter, ingestField)}`;
  const id = JSON.stringify(index.id(number));
  return `{"_index":${JSON.stringify(name)},"_id":${id},"_score":${score}${source}${sort ?? ""}}`;
}

/** Only top-level names can be left out; a document that has none of them stays byte for byte. */
function filtered(source: string, filter: unknown, ingestField: string): string {
  if (filter === undefined || filter === true) return source;
  const excludes = (filter as { excludes?: unknown }).excludes ?? (filter as { exclude?: unknown }).exclude;
  const names = [excludes].flat().filter((name): name is string => typeof name === "string");
  if (names.length === 0 || names.some((name) => /[*.]/.test(name) && name !== ingestField))
    throw new SearchError(400, "parsing_exception", "only _source.excludes with whole names is known here");
  const present = names.filter((name) => source.includes(JSON.stringify(name)));
  if (present.length === 0) return source;
  const document = parseExact(source) as Record<string, unknown>;
  for (const name of present) delete document[name];
  return JSON.stringify(document);
}

type Format = { date: string | undefined } | undefined;

/** Undefined without a sort; otherwise it must be the date field, then `_shard_doc` (which Elasticsearch adds itself). */
function sortFormat(sort: unknown, field: string): Format {
  if (sort === undefined) return undefined;
  const [first, second, ...more] = [sort].flat().map(sortClause);
  const ascending = first?.name === field && first.order === "asc" && (second?.order ?? "asc") === "asc";
  if (!ascending || (second && second.name !== "_shard_doc") || more.length > 0)
    throw new SearchError(
      400,
      "parsing_exception",
      `only [${field}, _shard_doc], both asc, can be sorted by here`,
    );
  return { date: first.format };
}

function sortClause(clause: unknown): { name: string; order: string; format?: string } {
  if (typeof clause === "string") return { name: clause, order: "asc" };
  const [name = "", how] = Object.entries(clause as object)[0] ?? [];
  return typeof how === "string" ? { name, order: how } : { name, order: "asc", ...how };
}

function afterOf(values: unknown): Position | undefined {
  if (values === undefined) return undefined;
  const [time, number] = values as unknown[];
  if (!Array.isArray(values) || values.length !== 2 || typeof number !== "number")
    throw new SearchError(400, "illegal_argument_exception", "search_after has the wrong number of values");
  return { time: parseNanos(time), number };
}
