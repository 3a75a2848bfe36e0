import type { Cluster } from "./cluster.ts";
import type { IndexDefinition } from "./local-index.ts";
import { type SearchBody, search } from "./search.ts";
import { SearchError } from "./search-error.ts";
import { bulk, write } from "./write.ts";

export interface Request {
  method: string;
  /** Decoded path segments. */
  path: readonly string[];
  query: URLSearchParams;
  body: string;
}

export interface Answer {
  status: number;
  /** JSON text, or a value to be written as one. */
  body: string | object;
}

/** What the call does, under the name by which faults choose it. */
export type Operation =
  | "info"
  | "health"
  | "create_index"
  | "get_index"
  | "delete_index"
  | "index"
  | "get"
  | "bulk"
  | "search"
  | "count"
  | "refresh"
  | "open_point_in_time"
  | "close_point_in_time";

type Route = (cluster: Cluster, request: Request) => Answer;

const ok = (body: string | object): Answer => ({ status: 200, body });

const routes: Record<Operation, Route> = {
  info: () =>
    ok({
      name: "local",
      cluster_name: "local",
      cluster_uuid: "local",
      version: { number: "9.0.0", build_flavor: "default", lucene_version: "10.1.0" },
      tagline: "You Know, for Search",
    }),
  health: () => ok({ cluster_name: "local", status: "green", timed_out: false, number_of_nodes: 1 }),
  create_index(cluster, { path: [name = ""] }) {
    cluster.create(name);
    return ok({ acknowledged: true, shards_acknowledged: true, index: name });
  },
  get_index(cluster, { path: [name = ""] }) {
    return ok({
      [name]: { aliases: {}, mappings: mappingsOf(cluster.index(name).definition), settings: {} },
    });
  },
  delete_index(cluster, { path: [name = ""] }) {
    cluster.delete(name);
    return ok({ acknowledged: true });
  },
  index(cluster, { path: [name = "", endpoint, id], query, body }) {
    const create = endpoint === "_create" || query.get("op_type") === "create";
    const { status, ...written } = write(cluster, name, body.trim(), { id, create });
    if (query.has("refresh") && query.get("refresh") !== "false") cluster.refresh();
    return { status, body: { ...written, _version: 1, _shards: { total: 1, successful: 1, failed: 0 } } };
  },
  get(cluster, { path: [name = "", , id = ""] }) {
    const source = cluster.index(name).get(id);
    const place = `"_index":${JSON.stringify(name)},"_id":${JSON.stringify(id)}`;
    if (source === undefined) return { status: 404, body: `{${place},"found":false}` };
    return ok(`{${place},"found":true,"_source":${source}}`);
  },
  bulk(cluster, { path, query, body }) {
    const answer = bulk(cluster, path[0] === "_bulk" ? undefined : path[0], body);
    if (query.has("refresh") && query.get("refresh") !== "false") cluster.refresh();
    return ok(answer);
  },
  search(cluster, { path, body }) {
    const asked: SearchBody = body === "" ? {} : JSON.parse(body);
    const at = asked.pit
      ? cluster.points.use(asked.pit.id, asked.pit.keep_alive)
      : {
          index: cluster.index(path[0] ?? ""),
          snapshot: cluster.index(path[0] ?? "").snapshot(),
          id: undefined,
        };
    const { hits, total } = search(at.index, at.snapshot, asked);
    const pit = at.id === undefined ? "" : `"pit_id":"${at.id}",`;
    const counted = asked.track_total_hits === false ? "" : `"total":{"value":${total},"relation":"eq"},`;
    const shards = `"_shards":{"total":1,"successful":1,"skipped":0,"failed":0}`;
    return ok(
      `{${pit}"took":0,"timed_out":false,${shards},"hits":{${counted}"max_score":null,"hits":[${hits}]}}`,
    );
  },
  count(cluster, { path: [name = ""], body }) {
    const index = cluster.index(name);
    const query = body === "" ? {} : JSON.parse(body);
    const { total } = search(index, index.snapshot(), { ...query, size: 0 });
    return ok({ count: total, _shards: { total: 1, successful: 1, skipped: 0, failed: 0 } });
  },
  refresh(cluster, { path: [name = ""] }) {
    if (name !== "_refresh") cluster.index(name);
    cluster.refresh();
    return ok({ _shards: { total: 1, successful: 1, failed: 0 } });
  },
  open_point_in_time(cluster, { path: [name = ""], query }) {
    const id = cluster.points.open(cluster.index(name), query.get("keep_alive") ?? "");
    return ok({ id, _shards: { total: 1, successful: 1, skipped: 0, failed: 0 } });
  },
  close_point_in_time(cluster, { body }) {
    const closed = cluster.points.close(JSON.parse(body).id);
    return { status: closed ? 200 : 404, body: { succeeded: closed, num_freed: closed ? 1 : 0 } };
  },
};

export function route(operation: Operation, cluster: Cluster, request: Request): Answer {
  return routes[operation](cluster, request);
}

/** Which operation a request is. Throws for one that is unknown here, so that nothing is silently wrong. */
export function operationOf({ method, path }: Pick<Request, "method" | "path">): Operation {
  const last = path.findLast((segment) => segment.startsWith("_"));
  const reads = method === "GET" || method === "HEAD";
  const found: Partial<Record<string, Operation>> = {
    _search: "search",
    _count: "count",
    _bulk: "bulk",
    _refresh: "refresh",
    _health: "health",
    _mapping: reads ? "get_index" : undefined,
    _cluster: "health",
    _pit: method === "DELETE" ? "close_point_in_time" : "open_point_in_time",
    _doc: reads ? "get" : "index",
    _create: "index",
  } satisfies Record<string, Operation | undefined>;
  const indexCalls: Partial<Record<string, Operation>> = { PUT: "create_index", DELETE: "delete_index" };
  const operation =
    path.length === 0 ? "info" : last ? found[last] : reads ? "get_index" : indexCalls[method];
  if (operation) return operation;
  throw new SearchError(400, "illegal_argument_exception", `${method} /${path.join("/")} is not known here`);
}

const mappingsOf = ({ ingestField, ingestType }: IndexDefinition) => ({
  _source: { excludes: [ingestField] },
  properties: { [ingestField]: { type: ingestType } },
});
