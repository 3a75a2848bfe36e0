import { isObject } from "../json/exact.ts";
import { compile } from "./compile.ts";
import { type Path, parsePath, valueAt, withoutValueAt, withValueAt } from "./path.ts";
import type { SourceMapping } from "./source-mapping.ts";

/**
 * A document → one document an event: every document of its batch (`batch`), and of each of them one with each element
 * of the mapping's list (`each`) in place of the list. Where the mapping has no batch, an object around events is taken apart
 * like one. A document without such a list is one; so is one with an empty
 * list, which is then refused and not forgotten.
 */
export function splitDocument(mapping: SourceMapping, document: unknown): unknown[] {
  const { batch, each } = mapping;
  const path = batch === undefined ? envelopeIn(document, mapping) : parsePath(batch);
  const documents = path === undefined ? [document] : batchOf(document, path);
  return each === undefined ? documents : eachOf(documents, parsePath(each));
}

/** What programs call the list of events that they put into one object. */
const ENVELOPES = ["events", "batch", "data", "records", "messages", "rows", "results"];

/** Where the documents are of an object that is no event itself, since it names none, and holds a list of objects. */
function envelopeIn(document: unknown, mapping: SourceMapping): Path | undefined {
  if (!isObject(document)) return undefined;
  const name = ENVELOPES.find((name) => {
    const list = listAt(document, [name]);
    return list?.every(isObject) === true && name !== parsePath(mapping.each ?? "")[0];
  });
  return name === undefined || namesEvent(document, mapping) ? undefined : [name];
}

const namesEvent = (document: object, mapping: SourceMapping): boolean =>
  gives(document, mapping, "event_name");

/** Whether a document says what happened and to whom, as its mapping reads it. */
export const isEvent = (document: object, mapping: SourceMapping): boolean =>
  namesEvent(document, mapping) &&
  (gives(document, mapping, "user_id") || gives(document, mapping, "anonymous_id"));

/** Whether there is an event in a value that may be a document, or hold several. */
export const holdsEvent = (value: unknown, mapping: SourceMapping): boolean =>
  isObject(value) && splitDocument(mapping, value).some((one) => isObject(one) && namesEvent(one, mapping));

function gives(document: object, mapping: SourceMapping, attribute: string): boolean {
  if (mapping.passthrough === true) return valueAt(document, [attribute]) !== undefined;
  const rules = compile(mapping).fields.find(({ target }) => target === attribute);
  return rules?.evaluate(document) !== undefined;
}

function eachOf(documents: unknown[], path: Path): unknown[] {
  return documents.flatMap((one) => {
    const list = listAt(one, path);
    return list === undefined ? [one] : list.map((element) => withValueAt(one as object, path, element));
  });
}

function batchOf(document: unknown, path: Path): unknown[] {
  const list = listAt(document, path);
  if (list === undefined) return [document];
  const shared = withoutValueAt(document as object, path);
  return list.map((element) => withDefaults(element, shared));
}

/** A list that is not empty. */
function listAt(document: unknown, path: Path): unknown[] | undefined {
  const list = valueAt(document, path);
  return Array.isArray(list) && list.length > 0 ? list : undefined;
}

/** A value with what it does not say itself, at every level of its objects. What is no object is left as it is. */
function withDefaults(value: unknown, defaults: unknown): unknown {
  if (value === undefined) return defaults;
  if (!isObject(value) || !isObject(defaults)) return value;
  const names = new Set([...Object.keys(value), ...Object.keys(defaults)]);
  return Object.fromEntries(
    [...names].map((name) => [name, withDefaults(valueAt(value, [name]), valueAt(defaults, [name]))]),
  );
}
