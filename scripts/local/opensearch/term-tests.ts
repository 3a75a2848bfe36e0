import { SearchError } from "../elasticsearch/search-error.ts";
import { instantIn } from "./domain-dates.ts";
import type { FieldMapping } from "./domain-indices.ts";
import {
  analyzedWords,
  type EventDocument,
  numberOfQuery,
  type QueriedField,
  queriedField,
} from "./field-values.ts";

export type DocumentTest = (document: EventDocument, id: string) => boolean;

export interface QueryContext {
  properties: FieldMapping;
  /** Epoch ms, for `now`. */
  now: number;
}

const never: DocumentTest = () => false;

const someValue =
  ({ valuesOf }: QueriedField, test: (value: string | number | boolean) => boolean): DocumentTest =>
  (document) =>
    valuesOf(document).some(test);

/** A field has a value: of a text it is one of its words. */
export function termTest(path: string, value: unknown, { properties, now }: QueryContext): DocumentTest {
  const field = queriedField(properties, path);
  if (field === undefined || value === null || value === undefined) return never;
  switch (field.type) {
    case "words":
      return someValue(field, (text) => analyzedWords(text as string).includes(String(value)));
    case "date": {
      const [from, to] = [instantIn(value, now, false), instantIn(value, now, true)];
      return someValue(field, (at) => (at as number) >= from && (at as number) <= to);
    }
    case "boolean":
      return someValue(field, (held) => String(held) === String(value));
    case "number": {
      const number = numberOfQuery(value, path);
      return someValue(field, (held) => held === number);
    }
    case "keyword":
      return someValue(field, (text) => text === String(value));
  }
}

/**
 * What `match` and a word of a query string ask: of a text some of its words, or all of them; of any other field the
 * value.
 */
export function matchTest(
  path: string,
  value: unknown,
  context: QueryContext,
  { all, phrase }: { all: boolean; phrase: boolean },
): DocumentTest {
  const field = queriedField(context.properties, path);
  if (field?.type !== "words") return termTest(path, value, context);
  const wanted = analyzedWords(String(value));
  return someValue(field, (text) => {
    const words = analyzedWords(text as string);
    if (phrase) return words.some((_, at) => wanted.every((word, next) => words[at + next] === word));
    return all ? wanted.every((word) => words.includes(word)) : wanted.some((word) => words.includes(word));
  });
}

export interface Range {
  gt?: unknown;
  gte?: unknown;
  lt?: unknown;
  lte?: unknown;
}

const BOUNDS = ["gt", "gte", "lt", "lte"] as const;

export function rangeTest(path: string, range: Range, { properties, now }: QueryContext): DocumentTest {
  const unknown = Object.keys(range).find(
    (name) => ![...BOUNDS, "format", "time_zone", "boost"].includes(name as "gt"),
  );
  if (unknown !== undefined || "format" in range || "time_zone" in range)
    throw new SearchError(
      400,
      "parsing_exception",
      `[range] query does not support [${unknown ?? ("format" in range ? "format" : "time_zone")}] here`,
    );
  const field = queriedField(properties, path);
  if (field === undefined) return never;
  const bound = (name: (typeof BOUNDS)[number]): string | number | undefined => {
    const value = range[name];
    if (value === undefined || value === null) return undefined;
    if (field.type === "date") return instantIn(value, now, name === "gt" || name === "lte");
    return field.type === "number" ? numberOfQuery(value, path) : String(value);
  };
  const [gt, gte, lt, lte] = BOUNDS.map(bound);
  return someValue(field, (held) => {
    const value = typeof held === "boolean" ? String(held) : held;
    return (
      (gt === undefined || value > gt) &&
      (gte === undefined || value >= gte) &&
      (lt === undefined || value < lt) &&
      (lte === undefined || value <= lte)
    );
  });
}

export function existsTest(path: string, { properties }: QueryContext): DocumentTest {
  const field = queriedField(properties, path);
  return field === undefined ? never : someValue(field, () => true);
}

/** `*` stands for any characters and `?` for one; of a text, within one of its words. */
export function wildcardTest(path: string, pattern: string, { properties }: QueryContext): DocumentTest {
  const field = queriedField(properties, path);
  if (field === undefined) return never;
  const text = pattern
    .replace(/[\\^$.+()[\]{}|]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${text}$`, field.type === "words" ? "su" : "s");
  if (field.type !== "words") return someValue(field, (value) => expression.test(String(value)));
  return someValue(field, (value) => analyzedWords(value as string).some((word) => expression.test(word)));
}
