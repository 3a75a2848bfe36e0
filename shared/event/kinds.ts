import { define } from "./define.ts";
import {
  type FieldRule,
  type Fields,
  FLAG,
  INSTANT,
  INTEGER,
  type Kind,
  type KindName,
  MAP,
  REAL,
  ROWS,
  type Spare,
  TEXT,
  UTC,
} from "./kind.ts";
import { saysNothing } from "./says-nothing.ts";
import { formatUtc, isCanonical, parseInstant } from "./time.ts";

type Row = Record<string, unknown>;

const isInstant = (value: unknown): boolean => !Number.isNaN(parseInstant(value as string | number));
const isUtc = (value: unknown): boolean =>
  typeof value === "string" && isCanonical(value) && isInstant(value);
const textWords = ({ minLength = 0, maxLength }: FieldRule): string =>
  `text of ${minLength}–${maxLength} characters`;

/**
 * The kinds of fields. How an event's fields are declared, validated, stored, scanned, archived and explained follows
 * from this table and, by `column`, from that of the types of columns (`shared/columns/column-kinds.ts`).
 */
export const kinds: Readonly<Record<KindName, Kind>> = {
  text: { column: "string", form: TEXT, words: textWords },
  key: { column: "string", form: TEXT, words: textWords },
  count: { column: "int", form: INTEGER, words: () => "a whole number, 0 or more" },
  whole: { column: "int", form: INTEGER, words: () => "a whole number" },
  long: { column: "bigint", form: INTEGER, words: () => "a whole number" },
  real: { column: "double", form: REAL, words: () => "a number" },
  flag: { column: "boolean", form: FLAG, words: () => "true or false" },
  instant: {
    column: "timestamp",
    form: INSTANT,
    words: () => "ISO 8601 text or epoch milliseconds",
    rule: { holds: isInstant, words: "ISO 8601 or epoch milliseconds, 1970–9999" },
    stored: (value) => formatUtc(parseInstant(value as string | number)),
  },
  utc: {
    column: "timestamp",
    form: UTC,
    words: () => "UTC text as YYYY-MM-DDTHH:mm:ss.sssZ",
    rule: { holds: isUtc, words: "UTC text as YYYY-MM-DDTHH:mm:ss.sssZ, 1970–9999" },
  },
  textMap: {
    column: "map<string,string>",
    form: MAP,
    words: () => "an object",
    stored: (value) => textsOf(value as Row),
  },
  rows: {
    form: ROWS,
    words: (field) => `a list of objects with ${rowWords(rowFields(field))}`,
    rule: {
      holds: (value, field) => (value as Row[]).every((row) => keepsRules(row, rowFields(field))),
      words: "a list of objects whose instants are of 1970–9999",
    },
    stored: (value, field, name, spare) =>
      (value as Row[]).map((row, at) => storedRow(row, rowFields(field), `${name}.${at}`, spare)),
    withoutNulls: (value, field) =>
      Array.isArray(value) ? value.map((row) => rowWithoutNulls(row, rowFields(field))) : value,
  },
};

/** The kind of a field of the event schema. */
export const kindOf = (field: object): Kind => kinds[(field as FieldRule).kind];

/** The fields of each row of a list. */
export const rowFields = (field: object): Fields => (field as FieldRule).items!.properties;

const rowWords = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, field]) => `${name} (${kindOf(field).words(field as FieldRule)})`)
    .join(", ");

const keepsRules = (row: Row, fields: Fields): boolean =>
  Object.entries(fields).every(
    ([name, field]) => row[name] === undefined || holds(row[name], field as FieldRule),
  );

const holds = (value: unknown, field: FieldRule): boolean => kindOf(field).rule?.holds(value, field) ?? true;

/** What a row has that its fields do not know is spared, so that nothing is dropped. */
function storedRow(row: Row, fields: Fields, place: string, spare: Spare): Row {
  const stored: Row = {};
  for (const [name, value] of Object.entries(row)) {
    const field = Object.hasOwn(fields, name) ? (fields[name] as FieldRule) : undefined;
    if (field === undefined) spare(`${place}.${name}`, value);
    else stored[name] = kindOf(field).stored?.(value, field, name, spare) ?? value;
  }
  return stored;
}

function rowWithoutNulls(row: unknown, fields: Fields): unknown {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return row;
  return Object.fromEntries(
    Object.entries(row).filter(([name, value]) => value !== null || !Object.hasOwn(fields, name)),
  );
}

/** A map of texts: other values JSON-encoded, less those that say nothing. */
function textsOf(map: Row): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(map))
    if (!saysNothing(value)) define(texts, name, asText(value));
  return texts;
}

export const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
