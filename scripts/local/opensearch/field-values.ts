import { SearchError } from "../elasticsearch/search-error.ts";
import { type FieldMapping, fieldAt } from "./domain-indices.ts";

export type EventDocument = Readonly<Record<string, unknown>>;

/** A field of a query as it is compared: which values a document has there, and how a value of the query is meant. */
export interface QueriedField {
  type: "keyword" | "words" | "date" | "boolean" | "number";
  /** Numbers of dates are epoch ms. */
  valuesOf(document: EventDocument): (string | number | boolean)[];
}

/** Undefined of a field that no index maps: nothing is found by it, as in OpenSearch. */
export function queriedField(properties: FieldMapping, path: string): QueriedField | undefined {
  const found = fieldAt(properties, path);
  if (found === undefined) return undefined;
  const { field, at, inside, words } = found;
  const raw = (document: EventDocument): unknown[] =>
    at.reduce<unknown[]>(
      (values, step) =>
        values.flatMap((value) => [(value as EventDocument | null | undefined)?.[step]].flat()),
      [document],
    );
  const present = (document: EventDocument) =>
    raw(document).filter((value) => value !== undefined && value !== null);
  if (field.type === "flat_object")
    return {
      type: "keyword",
      valuesOf: (document) =>
        present(document).flatMap((map) =>
          inside === undefined
            ? Object.values(map as object).map(String)
            : Object.hasOwn(map as object, inside)
              ? [String((map as EventDocument)[inside])]
              : [],
        ),
    };
  if (field.type === "date")
    return {
      type: "date",
      valuesOf: (document) => present(document).map((value) => Date.parse(String(value))),
    };
  if (field.type === "boolean")
    return {
      type: "boolean",
      valuesOf: (document) => present(document).map((value) => String(value) === "true"),
    };
  if (field.type === "keyword") {
    const { ignore_above: most = Number.POSITIVE_INFINITY } = field;
    return {
      type: words ? "words" : "keyword",
      valuesOf: (document) =>
        present(document)
          .map(String)
          .filter((text) => text.length <= most),
    };
  }
  if (field.type === "object") return undefined;
  return { type: "number", valuesOf: (document) => present(document).map(Number) };
}

/** The words of a text, as the standard analyzer has them. */
export const analyzedWords = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];

/** A number of a query; throws for what is none, as OpenSearch does. */
export function numberOfQuery(value: unknown, path: string): number {
  const number = typeof value === "boolean" || value === "" ? Number.NaN : Number(value);
  if (!Number.isNaN(number)) return number;
  throw new SearchError(
    400,
    "query_shard_exception",
    `failed to create query: For input string: "${String(value)}" of the field [${path}]`,
  );
}
