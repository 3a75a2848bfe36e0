import { documentId } from "../../functions/produce/document.ts";
import { isObject } from "../../shared/json/exact.ts";

/** What the next line of a file is, as Elasticsearch's bulk API has it: a document, perhaps with an identity. */
export interface BulkAction {
  id?: string;
}

const ACTIONS = new Set(["index", "create"]);
/** What else an action may say, beside names that begin with `_`. */
const PARAMETERS = new Set([
  "routing",
  "pipeline",
  "require_alias",
  "dynamic_templates",
  "version",
  "version_type",
]);

/** The action that a line of a bulk request is; undefined of a document. */
export function bulkActionOf(value: unknown): BulkAction | undefined {
  if (!isObject(value)) return undefined;
  const [name, ...others] = Object.keys(value);
  const said = name === undefined ? undefined : value[name];
  if (others.length > 0 || !ACTIONS.has(name!) || !isObject(said)) return undefined;
  if (!Object.keys(said).every((key) => key.startsWith("_") || PARAMETERS.has(key))) return undefined;
  const { _index, _id } = said;
  return typeof _id === "string" ? { id: documentId(String(_index ?? ""), _id) } : {};
}
