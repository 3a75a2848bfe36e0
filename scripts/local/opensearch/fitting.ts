import type { IndexField } from "../../../shared/search/field-types.ts";
import type { FieldMapping } from "./domain-indices.ts";

/** Lucene's longest term, bytes. */
const MAX_TERM_BYTES = 32_766;

export interface DocumentMisfit {
  type: "mapper_parsing_exception" | "illegal_argument_exception";
  reason: string;
}

/** Why an index would not take a document, in OpenSearch's words; undefined when it would. Fields that are not mapped pass. */
export function documentMisfit(
  document: Readonly<Record<string, unknown>>,
  properties: FieldMapping,
  above = "",
): DocumentMisfit | undefined {
  for (const [name, field] of Object.entries(properties)) {
    const path = above + name;
    for (const value of [document[name]].flat()) {
      if (value === null || value === undefined) continue;
      const found = misfitOf(value, field, path);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function misfitOf(value: unknown, field: IndexField, path: string): DocumentMisfit | undefined {
  const isNested = typeof value === "object";
  if (field.type === "object")
    return isNested
      ? documentMisfit(value as Record<string, unknown>, field.properties, `${path}.`)
      : unparsed(path, "object", value);
  if (field.type === "flat_object") {
    if (!isNested) return unparsed(path, "flat_object", value);
    const long = Object.values(value as object).some((inner) => isTooLong(String(inner)));
    return long ? immense(path) : undefined;
  }
  if (isNested || !takes[field.type](value, field)) return unparsed(path, field.type, value);
  const isIgnored = field.type === "keyword" && String(value).length > (field.ignore_above ?? Infinity);
  return field.type === "keyword" && !isIgnored && isTooLong(String(value)) ? immense(path) : undefined;
}

type Scalar = Exclude<IndexField["type"], "object" | "flat_object">;

const whole = (bits: number) => (value: unknown) => {
  const number = Number(value);
  return Number.isFinite(number) && Math.abs(Math.trunc(number)) < 2 ** (bits - 1);
};

const takes: Readonly<Record<Scalar, (value: unknown, field: IndexField) => boolean>> = {
  keyword: () => true,
  boolean: (value) => [true, false, "true", "false", ""].includes(value as string),
  double: (value) => value !== "" && Number.isFinite(Number(value)),
  integer: whole(32),
  long: whole(64),
  date: (value) => typeof value === "string" && ISO.test(value) && !Number.isNaN(Date.parse(value)),
};

const ISO = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

const isTooLong = (text: string): boolean =>
  text.length * 3 > MAX_TERM_BYTES && Buffer.byteLength(text) > MAX_TERM_BYTES;

const immense = (path: string): DocumentMisfit => ({
  type: "illegal_argument_exception",
  reason: `Document contains at least one immense term in field="${path}" (whose UTF8 encoding is longer than the max length ${MAX_TERM_BYTES}), all of which were skipped.`,
});

const unparsed = (path: string, type: string, value: unknown): DocumentMisfit => ({
  type: "mapper_parsing_exception",
  reason: `failed to parse field [${path}] of type [${type}] in document. Preview of field's value: '${String(value).slice(0, 50)}'`,
});
