import { SearchError } from "../elasticsearch/search-error.ts";
import type { DomainIndices } from "./domain-indices.ts";
import { documentMisfit } from "./fitting.ts";
import type { KeptDocuments } from "./kept-documents.ts";

interface BulkNode {
  documents: KeptDocuments;
  indices: DomainIndices;
}

interface Action {
  kind: "index" | "create" | "delete";
  index: string;
  id: string;
  version: number | undefined;
}

/** Carries a bulk request out, action by action, as far as it is understood here: what is not is refused by name. */
export function bulk(node: BulkNode, body: string, inPath: string | undefined): object {
  if (!body.endsWith("\n"))
    throw new SearchError(
      400,
      "illegal_argument_exception",
      "The bulk request must be terminated by a newline [\\n]",
    );
  const lines = body.split("\n");
  const items: object[] = [];
  for (let at = 0; at < lines.length - 1; at += 1) {
    if (lines[at] === "") continue;
    const action = actionIn(lines[at]!, inPath);
    const result = action.kind === "delete" ? remove(node, action) : write(node, action, lines[++at] ?? "");
    items.push({ [action.kind]: { _index: action.index, _id: action.id, ...result } });
  }
  const errors = items.some((item) => (Object.values(item)[0] as { status: number }).status >= 300);
  return { took: 0, errors, items };
}

function actionIn(line: string, inPath: string | undefined): Action {
  const [entry, second] = Object.entries(JSON.parse(line) as Record<string, Record<string, unknown>>);
  const [kind, meta] = entry ?? [];
  if (second !== undefined || (kind !== "index" && kind !== "create" && kind !== "delete"))
    throw new SearchError(
      400,
      "illegal_argument_exception",
      `Malformed action/metadata line: expected index, create or delete here, found [${kind}]`,
    );
  const { _index: index = inPath, _id: id, version, version_type: type } = meta!;
  if (index === undefined || id === undefined)
    throw new SearchError(400, "action_request_validation_exception", "index and id are needed here");
  if (version !== undefined && type !== "external_gte")
    throw new SearchError(
      400,
      "illegal_argument_exception",
      `version_type [${String(type)}] is not known here`,
    );
  return { kind, index: String(index), id: String(id), version: version as number | undefined };
}

function write({ documents, indices }: BulkNode, action: Action, line: string): object {
  try {
    const { properties } = indices.ofWrite(action.index);
    const document = parsedDocument(line);
    const found = documentMisfit(document, properties);
    if (found !== undefined) throw new SearchError(400, found.type, found.reason);
    const { index, id, version = 1 } = action;
    if (action.kind === "create" && documents.get(index, id) !== undefined) throw conflict(id);
    const outcome = documents.write({ index, id, version, source: Buffer.from(line) });
    if (outcome === "conflict") throw conflict(id);
    return { result: outcome, _version: version, status: outcome === "created" ? 201 : 200 };
  } catch (error) {
    if (!(error instanceof SearchError)) throw error;
    return { status: error.status, error: { type: error.type, reason: error.message } };
  }
}

const conflict = (id: string): SearchError =>
  new SearchError(
    409,
    "version_conflict_engine_exception",
    `[${id}]: version conflict, current version is higher than the one provided`,
  );

function parsedDocument(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Refused below: to OpenSearch, too, what is no JSON and what is no object are one error of the document.
  }
  throw new SearchError(400, "mapper_parsing_exception", "failed to parse");
}

function remove({ documents }: BulkNode, { index, id }: Action): object {
  const gone = documents.remove(index, id);
  return { result: gone ? "deleted" : "not_found", status: gone ? 200 : 404 };
}
