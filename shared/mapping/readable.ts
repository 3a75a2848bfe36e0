import { jsonIn } from "../json/json-in.ts";
import type { Compiled } from "./compile.ts";
import { withPairs } from "./pairs.ts";
import { type Path, valueAt, withValueAt } from "./path.ts";

/** A document as rules read it: its texts of JSON, and its lists of keys and values, as objects. */
export const readable = (document: object, { json, pairs }: Pick<Compiled, "json" | "pairs">): object =>
  withPairs(json.reduce(withJson, document), pairs);

/** A text that is no JSON after all stays the text that it is. */
function withJson(document: object, path: Path): object {
  const read = jsonIn(valueAt(document, path));
  return read === undefined ? document : withValueAt(document, path, read);
}
