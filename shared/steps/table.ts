import type Type from "typebox";
import type { DeclaredFields } from "./contract.ts";

/** A look-up table of one's own: what a row of it has, from which its loading and its decoding follow. */
export type CustomTable = CustomKeyTable | CustomRangeTable;

/** The look-up tables of the core, whose names no other has; `shared/redis/tables.ts` has what they are. */
export const coreTables = ["geo", "zip", "rates"] as const;
export type CoreTable = (typeof coreTables)[number];

/** A row as a step finds it: what the loaded file did not say is absent. */
export type RowOf<Table extends CustomTable> = {
  readonly [Name in keyof Table["values"]]?: Type.Static<Table["values"][Name] & Type.TSchema>;
};

interface Declared<Values extends DeclaredFields> {
  name: string;
  /** What it has of what, in a sentence for `npm run lookups -- --help`. */
  description: string;
  /** The columns of a row beside its key: of any kind of `shared/event/fields.ts` but `textMap` and `rows`. */
  values: Values;
}

/** A row a key, which is compared to the letter. */
export interface CustomKeyTable<Values extends DeclaredFields = DeclaredFields> extends Declared<Values> {
  kind: "key";
  /** The column that has the key. */
  key: string;
}

/** A row a network or range of addresses, in the columns `network`, or `start` and `end`. */
export interface CustomRangeTable<Values extends DeclaredFields = DeclaredFields> extends Declared<Values> {
  kind: "range";
}

export const keyTable = <Values extends DeclaredFields>(
  name: string,
  table: { description: string; key: string; values: Values },
): CustomKeyTable<Values> => ({ kind: "key", name, ...table });

export const rangeTable = <Values extends DeclaredFields>(
  name: string,
  table: { description: string; values: Values },
): CustomRangeTable<Values> => ({ kind: "range", name, ...table });
