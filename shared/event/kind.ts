import type { ColumnType } from "../columns/column-kinds.ts";

/** What a value looks like in JSON, as far as the look at an event and the scanner tell values apart. */
export const TEXT = 0;
/** As the pipeline writes it. */
export const UTC = 1;
/** As a client sends it. */
export const INSTANT = 2;
export const INTEGER = 3;
export const REAL = 4;
export const FLAG = 5;
export const MAP = 6;
export const ROWS = 7;
/** Text that names a time zone. */
export const ZONE = 8;
/** A text with an address of the internet in it. */
export const ADDRESS = 9;
/** A text of which its kind alone can tell whether it is accepted. */
export const CHECKED = 10;
/** Text that is an id. */
export const ID = 11;

export type KindName =
  | "text"
  | "url"
  | "code"
  | "zone"
  | "choice"
  | "country"
  | "address"
  | "key"
  | "id"
  | "currency"
  | "count"
  | "pixels"
  | "whole"
  | "real"
  | "long"
  | "flag"
  | "instant"
  | "utc"
  | "textMap"
  | "rows";

/**
 * What a field says of a person: `identity`, its value is the id of a person or a device; `content`, it may hold or betray
 * one, as an address of a page with an id in it. The mark decides what is searched when somebody is to be forgotten, and
 * what no log may show.
 */
export type PersonalData = "identity" | "content";

/** What a field's schema says of its values, as all read it that is not the compiled schema. */
export interface FieldRule {
  kind: KindName;
  /** Absent of fields that say nothing of a person. */
  pii?: PersonalData;
  /** Glue and Parquet type of the field once it is archived. */
  column: ColumnType;
  description: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  /** An instant's forms. */
  anyOf?: { type?: string; minLength?: number; maxLength?: number }[];
  /** Of a list of rows. */
  items?: { properties: Fields };
  maxItems?: number;
  /** Of a text that is one of a few. */
  choices?: readonly string[];
  /** Of an id: what stands for none, beside what does so everywhere. */
  noIds?: readonly string[];
}

/** Fields of a schema, by name. */
export type Fields = Readonly<Record<string, object>>;

/** Takes what a value has that its stored form has no place for. */
export type Spare = (name: string, value: unknown) => void;

/** What became of an attribute that does not fit: nothing of it is left, or a part. The rest is under `properties`. */
export type Mark = "invalid" | "cut";

/** What fits of a value; without `mark` nothing of it was lost. */
export interface KeptPart {
  value: unknown;
  mark?: Mark;
  /** What has to be kept elsewhere, with the names that it goes by there. */
  aside: [name: string, value: unknown][];
}

/** What is to be known of a kind of fields, beside how to declare one (`fields.ts`). */
export interface Kind {
  /** Of a list of rows it follows from their fields. */
  column?: ColumnType;
  form: number;
  /** What a value has to be, for a person. */
  words(field: FieldRule): string;
  /** Whether a value of a JSON text is one of this kind, in any of the forms that it may come in. */
  accepts(value: unknown, field: FieldRule): boolean;
  /** What a value of another form is made, without loss, to be accepted then; undefined where there is nothing to make. */
  repaired?(value: unknown): unknown;
  /** What is left of a value that is not accepted; undefined where that would be another value, or none. */
  part?(value: unknown, field: FieldRule, name: string): KeptPart | undefined;
  /** Of values that must not be stored as they came, so that one that does not fit is kept nowhere. */
  secret?: boolean;
  /** The form in which a valid value is archived, where it may come in another. `name` is what spare values begin with. */
  stored?(value: unknown, field: FieldRule, name: string, spare: Spare): unknown;
}
