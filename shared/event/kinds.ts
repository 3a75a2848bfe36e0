import { isObject, isRawNumber, nameOf, textOf } from "../json/exact.ts";
import { exactNumber } from "../json/exact-number.ts";
import { jsonIn } from "../json/json-in.ts";
import { clientAddress } from "./address.ts";
import { countryCode, isCountryCode } from "./country.ts";
import { define } from "./define.ts";
import { EARLIEST_DAY } from "./epoch.ts";
import { freeName } from "./free-name.ts";
import { instantOfObject } from "./instant-object.ts";
import {
  ADDRESS,
  CHECKED,
  type FieldRule,
  FLAG,
  ID,
  INSTANT,
  INTEGER,
  type Kind,
  type KindName,
  MAP,
  REAL,
  TEXT,
  UTC,
  ZONE,
} from "./kind.ts";
import { isNoId } from "./no-id.ts";
import { rowsKind } from "./rows.ts";
import { saysNothing } from "./says-nothing.ts";
import { cutText, cutUrl, hasLength } from "./texts.ts";
import { formatUtc, isUtc, parseInstant } from "./time.ts";
import { isZone } from "./zone.ts";

/** Whole characters, and not none. */
const isText = (value: unknown, { minLength = 1, maxLength = Number.POSITIVE_INFINITY }: FieldRule) =>
  typeof value === "string" && value !== "" && value.isWellFormed() && hasLength(value, minLength, maxLength);

const isKey = (value: unknown, field: FieldRule): boolean =>
  isText(value, field) && !BLANK.test(value as string);
const BLANK = /^[\t-\r ]*$/;

/** An id without blanks around it, which are never part of one, that is not written for none. */
const isId = (value: unknown, field: FieldRule): boolean =>
  isText(value, field) &&
  (value as string).trim() === value &&
  !isNoId(value as string) &&
  field.noIds?.includes(value as string) !== true;

/** A code in capitals; what is written for none, as NULL, would be a currency of its own in all sums. */
const isCurrency = (value: unknown, field: FieldRule): boolean =>
  isText(value, field) && currencyIn(value as string) === value && !isNoId(value as string);

const currencyIn = (text: string): string => text.trim().toUpperCase();

const isReal = (value: unknown): boolean => Number.isFinite(value);
const isWhole = (value: unknown, { minimum = -Infinity, maximum = Infinity }: FieldRule): boolean =>
  Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;

const isInstant = (value: unknown, { anyOf }: FieldRule): boolean => {
  const { minLength = 0, maxLength = 0 } = anyOf?.find(({ type }) => type === "string") ?? {};
  const isOne =
    typeof value === "string" ? hasLength(value, minLength, maxLength) : typeof value === "number";
  return isOne && !Number.isNaN(parseInstant(value as string | number));
};

/** A number or a flag as the text that it is; of a number with all of its digits. */
const scalarText = (value: unknown): string | undefined =>
  typeof value === "number" || typeof value === "boolean" || isRawNumber(value) ? textOf(value) : undefined;

const trimmed = (value: unknown): string | undefined =>
  typeof value === "string" ? value.trim() : undefined;

/** The number that a text writes out, and nothing else. */
function numberIn(value: unknown): number | undefined {
  if (isRawNumber(value)) return exactNumber(value.rawJSON);
  return typeof value === "string" ? exactNumber(value) : undefined;
}

/** Adding 0 turns −0 into 0. */
function pixelsIn(value: unknown): number | undefined {
  const pixels = typeof value === "number" ? value : numberIn(value);
  return pixels === undefined ? undefined : Math.round(pixels) + 0;
}

const flagIn = (value: unknown): boolean | undefined => FLAGS.get(String(value).trim().toLowerCase());
const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
]);

const cutting =
  (cut: (text: string, max: number) => string): Kind["part"] =>
  (value, { maxLength }, name) => {
    const begun = typeof value === "string" ? cut(value, maxLength!) : "";
    return begun === "" ? undefined : { value: begun, mark: "cut", aside: [[name, value]] };
  };

const textWords = ({ minLength = 1, maxLength }: FieldRule): string =>
  `text of ${minLength}–${maxLength} characters`;

const texts = {
  column: "string",
  form: TEXT,
  words: textWords,
  accepts: isText,
  repaired: scalarText,
} as const;
const numbers = { accepts: isWhole, repaired: numberIn } as const;

/**
 * The kinds of fields. How an event's fields are declared, validated, repaired, stored, scanned, archived and explained
 * follows from this table and, by `column`, from that of the types of columns (`shared/columns/column-kinds.ts`).
 *
 * What does not fit is repaired where nothing is lost by it: a number or a flag becomes its text (`text`, `url`, `code`,
 * `zone`, `key`, `id`), an id loses the blanks around it, one of a few in other letters that one (`choice`), the English
 * name of a country its code (`country`), the code of a currency in other letters that one (`currency`), a text that is a
 * number and nothing else that number (`count`, `whole`, `long`, `real`), a length in CSS pixels a whole one (`pixels`),
 * "true" and "false" a flag, an object of seconds and nanoseconds its instant (`instant`), and a text that holds an object
 * or a list as JSON what it holds (`textMap`, `rows`). Of a text that is too long the beginning is kept, and of a list of
 * rows what fits; all else is no value of its attribute. `fit-by-kind.ts` says what then becomes of it.
 */
export const kinds: Readonly<Record<KindName, Kind>> = {
  /** Read by people, or searched for words: its beginning means the same. */
  text: { ...texts, part: cutting(cutText) },
  /** The address of a page. */
  url: { ...texts, part: cutting(cutUrl) },
  /** A code, or a name to group by: a part of it would be another one. */
  code: texts,
  zone: {
    ...texts,
    form: ZONE,
    words: () => "the name of a time zone, or an offset as +05:30",
    accepts: (value, field) => isText(value, field) && isZone(value as string),
  },
  /** One of a few names, in lower case. */
  choice: {
    ...texts,
    form: CHECKED,
    words: ({ choices = [] }) => `one of ${choices.join(", ")}`,
    accepts: (value, { choices = [] }) => choices.includes(value as string),
    repaired: (value) => (typeof value === "string" ? value.trim().toLowerCase() : undefined),
  },
  country: {
    ...texts,
    form: CHECKED,
    words: () => "the ISO 3166-1 alpha-2 code of a country, or its English name",
    accepts: isCountryCode,
    repaired: (value) => (typeof value === "string" ? countryCode(value) : undefined),
  },
  /** Of a person: it is stored in no form that shows it. */
  address: {
    ...texts,
    form: ADDRESS,
    words: () => "an address of IPv4 or IPv6, or a list of them",
    accepts: (value, field) => isText(value, field) && clientAddress(value as string) !== undefined,
    repaired: (value) => (Array.isArray(value) ? value.join() : undefined),
    secret: true,
  },
  /** An identity; one of blanks alone is none. */
  key: { ...texts, accepts: isKey },
  /** An identity of which many events have the same, or by which they are counted once. */
  id: {
    ...texts,
    form: ID,
    words: ({ minLength, maxLength }) =>
      `an id of ${minLength}–${maxLength} characters, not a word for none as null or undefined`,
    accepts: isId,
    repaired: (value) => scalarText(value) ?? trimmed(value),
  },
  currency: {
    ...texts,
    form: CHECKED,
    words: ({ maxLength }) => `the code of a currency, as EUR, of at most ${maxLength} characters`,
    accepts: isCurrency,
    repaired: (value) => (typeof value === "string" ? currencyIn(value) : scalarText(value)),
  },
  count: { column: "int", form: INTEGER, words: () => "a whole number, 0 or more", ...numbers },
  pixels: {
    column: "int",
    form: INTEGER,
    words: () => "a length in pixels, 0 or more",
    accepts: isWhole,
    repaired: pixelsIn,
  },
  whole: { column: "int", form: INTEGER, words: () => "a whole number", ...numbers },
  long: { column: "bigint", form: INTEGER, words: () => "a whole number", ...numbers },
  real: { column: "double", form: REAL, words: () => "a number", accepts: isReal, repaired: numberIn },
  flag: {
    column: "boolean",
    form: FLAG,
    words: () => "true or false",
    accepts: (value) => typeof value === "boolean",
    repaired: (value) => (typeof value === "string" ? flagIn(value) : undefined),
  },
  instant: {
    column: "timestamp",
    form: INSTANT,
    words: () =>
      `a date and time that exist, from ${EARLIEST_DAY.slice(0, 4)} on, as ISO 8601 text or an epoch number`,
    accepts: isInstant,
    repaired: (value) => (isRawNumber(value) ? value.rawJSON : instantOfObject(value)),
    stored: (value) => formatUtc(parseInstant(value as string | number)),
  },
  utc: {
    column: "timestamp",
    form: UTC,
    words: () => "UTC text as YYYY-MM-DDTHH:mm:ss.sssZ, 1970–9999",
    accepts: isUtc,
  },
  textMap: {
    column: "map<string,string>",
    form: MAP,
    words: () => "an object",
    accepts: isObject,
    repaired: jsonIn,
    stored: (value) => textsOf(value as Record<string, unknown>),
  },
  rows: rowsKind((field) => kindOf(field)),
};

/** The kind of a field of the event schema. */
export const kindOf = (field: object): Kind => kinds[(field as FieldRule).kind];

/** A map of texts: other values JSON-encoded, less those that say nothing. */
function textsOf(map: Record<string, unknown>): Record<string, string> {
  const texts: Record<string, string> = {};
  const isTaken = (name: string): boolean => Object.hasOwn(texts, name);
  for (const [name, value] of Object.entries(map))
    if (!saysNothing(value)) define(texts, freeName(nameOf(name), isTaken), textOf(value));
  return texts;
}
