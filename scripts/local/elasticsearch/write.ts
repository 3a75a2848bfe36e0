import type { Cluster } from "./cluster.ts";
import { SearchError } from "./search-error.ts";

export interface Written {
  _index: string;
  _id: string;
  result: "created" | "updated";
  status: 200 | 201;
}

/** Indexes one document and sets its ingest time. Throws when it is no JSON object, or when `create` finds it there. */
export function write(
  cluster: Cluster,
  name: string,
  source: string,
  options: { id?: string | undefined; create?: boolean } = {},
): Written {
  if (!isObject(source))
    throw new SearchError(400, "document_parsing_exception", "failed to parse: a document is a JSON object");
  const index = cluster.indexOrNew(name);
  const { id } = options;
  if (options.create && id !== undefined && index.get(id) !== undefined)
    throw new SearchError(409, "version_conflict_engine_exception", `[${id}]: document already exists`);
  const added = index.add({ source, id, ingestedAt: cluster.now() });
  return {
    _index: name,
    _id: added.id,
    result: added.created ? "created" : "updated",
    status: added.created ? 201 : 200,
  };
}

function isObject(source: string): boolean {
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    // The answer to the question: what is no JSON is no document.
    return false;
  }
}

interface BulkAnswer {
  took: number;
  errors: boolean;
  items: Record<string, Written | { status: number; error: object }>[];
}

/** NDJSON of action and source lines; each item succeeds or fails by itself. Knows `index` and `create`. */
export function bulk(cluster: Cluster, defaultIndex: string | undefined, body: string): BulkAnswer {
  const lines = body.split("\n");
  const items: BulkAnswer["items"] = [];
  for (let at = 0; at < lines.length; ) {
    const action = lines[at++]!.trim();
    if (action === "") continue;
    const [[kind, target] = ["", {}]] = Object.entries(JSON.parse(action)) as [
      string,
      Record<string, string>,
    ][];
    if (kind !== "index" && kind !== "create")
      throw new SearchError(
        400,
        "illegal_argument_exception",
        `only index and create are known here, not [${kind}]`,
      );
    const name = target._index ?? defaultIndex;
    const source = lines[at++]?.trim();
    if (name === undefined || !source)
      throw new SearchError(400, "illegal_argument_exception", "an action needs an index and a source line");
    items.push({
      [kind]: attempt(() => write(cluster, name, source, { id: target._id, create: kind === "create" })),
    });
  }
  return {
    took: 0,
    errors: items.some((item) => Object.values(item).some((each) => "error" in each)),
    items,
  };
}

function attempt(work: () => Written) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    return { status: error.status, error: { type: error.type, reason: error.message } };
  }
}
