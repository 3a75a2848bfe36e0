import type { LocalIndex } from "./local-index.ts";
import type { PointsInTime } from "./points-in-time.ts";
import { type SearchBody, search } from "./search.ts";
import { SearchError } from "./search-error.ts";

export interface IndexRequest {
  method: string;
  /** Decoded path segments. */
  path: readonly string[];
  query: URLSearchParams;
  body: string;
}

export interface IndexResponse {
  status: number;
  /** JSON text, or a value to be written as one. */
  body: string | object;
}

/** One node, which has one index. */
export interface SearchNode {
  index: LocalIndex;
  points: PointsInTime;
}

/** What the call does, under the name by which faults choose it. */
export type SearchOperation = "search" | "count" | "open_point_in_time" | "close_point_in_time";

type Route = (node: SearchNode, request: IndexRequest) => IndexResponse;

const ok = (body: string | object): IndexResponse => ({ status: 200, body });
const SHARDS = { total: 1, successful: 1, skipped: 0, failed: 0 };

const routes: Record<SearchOperation, Route> = {
  search(node, { path, body }) {
    const asked: SearchBody = body === "" ? {} : JSON.parse(body);
    const at = asked.pit
      ? node.points.use(asked.pit.id, asked.pit.keep_alive)
      : { order: named(node, path[0]).freeze(), id: undefined };
    const { hits, total } = search(node.index, at.order, asked);
    const pit = at.id === undefined ? "" : `"pit_id":"${at.id}",`;
    const counted = totalOf(total, asked.track_total_hits);
    const shards = `"_shards":${JSON.stringify(SHARDS)}`;
    return ok(
      `{${pit}"took":0,"timed_out":false,${shards},"hits":{${counted}"max_score":null,"hits":[${hits}]}}`,
    );
  },
  count(node, { path, body }) {
    const index = named(node, path[0]);
    const query = body === "" ? {} : JSON.parse(body);
    return ok({ count: search(index, index.freeze(), { ...query, size: 0 }).total, _shards: SHARDS });
  },
  open_point_in_time(node, { path, query }) {
    const id = node.points.open(named(node, path[0]).freeze(), query.get("keep_alive") ?? "");
    return ok({ id, _shards: SHARDS });
  },
  close_point_in_time({ points }, { body }) {
    const closed = points.close(JSON.parse(body).id);
    return { status: closed ? 200 : 404, body: { succeeded: closed, num_freed: closed ? 1 : 0 } };
  },
};

/** Counts up to a number, or all; Elasticsearch counts to 10,000 unless asked, here all are counted then. */
function totalOf(total: number, tracked: unknown): string {
  if (tracked === false) return "";
  const isMore = typeof tracked === "number" && total > tracked;
  return `"total":{"value":${isMore ? tracked : total},"relation":"${isMore ? "gte" : "eq"}"},`;
}

function named({ index }: SearchNode, name = ""): LocalIndex {
  if (name === index.definition.name) return index;
  throw new SearchError(404, "index_not_found_exception", `no such index [${name}]`);
}

export function route(operation: SearchOperation, node: SearchNode, request: IndexRequest): IndexResponse {
  return routes[operation](node, request);
}

/** Which operation a request is. Throws for one that is unknown here, so that nothing is silently wrong. */
export function operationOf({ method, path }: Pick<IndexRequest, "method" | "path">): SearchOperation {
  const last = path.at(-1);
  if (last === "_search" || last === "_count") return last === "_search" ? "search" : "count";
  if (last === "_pit") return method === "DELETE" ? "close_point_in_time" : "open_point_in_time";
  throw new SearchError(
    400,
    "illegal_argument_exception",
    `the local Elasticsearch does not know ${method} /${path.join("/")}: it knows _search, _count and _pit`,
  );
}
