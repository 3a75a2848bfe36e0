import type { FieldRule, Fields, KindName } from "../event/kind.ts";

/** A field of an index's mapping. */
export type IndexField =
  | { type: "keyword"; ignore_above?: number; fields?: { words: { type: "text"; norms: false } } }
  | { type: "date"; format: string }
  | { type: "boolean" | "double" | "integer" | "long" | "flat_object" }
  | { type: "object"; dynamic: false; properties: Readonly<Record<string, IndexField>> };

/**
 * Lucene's longest term has 32,766 bytes, and a character of UTF-16 at most three: what is longer is stored, and not
 * searched.
 */
const MAX_TERM_CHARACTERS = 10_922;

/** From this length on a text is prose, of which somebody looks for a word. */
const PROSE_CHARACTERS = 256;

const keyword = ({ maxLength = 0 }: FieldRule): IndexField => ({
  type: "keyword",
  ...(maxLength > MAX_TERM_CHARACTERS && { ignore_above: MAX_TERM_CHARACTERS }),
});

/** As a whole for filters and figures, and by its words where it may be prose. */
const words = (field: FieldRule): IndexField => {
  const { maxLength = 0 } = field;
  const isProse = maxLength >= PROSE_CHARACTERS && maxLength <= MAX_TERM_CHARACTERS;
  return isProse ? { type: "keyword", fields: { words: { type: "text", norms: false } } } : keyword(field);
};

const of = (type: "boolean" | "double" | "integer" | "long" | "flat_object") => (): IndexField => ({ type });
const date = (): IndexField => ({ type: "date", format: "strict_date_optional_time" });

/**
 * What each kind of field is in an index of OpenSearch. A map is one field with all of its names in it, as sources make up
 * names without end, and an index takes a thousand fields. The rows of a list are an object: conditions on two of its
 * attributes may be met by two rows.
 */
const types: Readonly<Record<KindName, (field: FieldRule) => IndexField>> = {
  text: words,
  url: keyword,
  code: keyword,
  zone: keyword,
  choice: keyword,
  country: keyword,
  address: keyword,
  key: keyword,
  id: keyword,
  currency: keyword,
  count: of("integer"),
  pixels: of("integer"),
  whole: of("integer"),
  real: of("double"),
  long: of("long"),
  flag: of("boolean"),
  instant: date,
  utc: date,
  textMap: of("flat_object"),
  rows: ({ items }) => ({ type: "object", dynamic: false, properties: indexFields(items!.properties) }),
};

/** The fields of an index from those of the schema, in its order. */
export const indexFields = (fields: Fields): Record<string, IndexField> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      types[(field as FieldRule).kind](field as FieldRule),
    ]),
  );
