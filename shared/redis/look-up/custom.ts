import { inspection, type Look } from "../../event/inspection.ts";
import { parsedObject } from "../../json/parsed-object.ts";
import type { CustomKeyTable, CustomRangeTable, CustomTable } from "../../steps/table.ts";
import type { KeyedTable } from "./key-table.ts";
import type { ValueForm } from "./range-bucket.ts";
import type { BucketTable } from "./range-table.ts";

/**
 * Tables of one's own in Redis. A row is a JSON object of its values by their names, so that one of an earlier
 * declaration can be read.
 */

export type CustomRow = Readonly<Record<string, unknown>>;

/** What the keys of a table begin with. */
export const customPrefix = ({ name }: CustomTable): string => `table:${name}`;

export const customKey = (table: CustomKeyTable, id: string): string => `${customPrefix(table)}:${id}`;

export function customRows({ name, values }: CustomTable): ValueForm<CustomRow> {
  const look: Look = inspection(values, []);
  return {
    textOf: (row) => JSON.stringify(row),
    valueIn(text) {
      const stored = parsedObject(text);
      if (stored === undefined) throw new RangeError(`A row of the table ${name} is no JSON object.`);
      const row: Record<string, unknown> = {};
      for (const value in values) if (Object.hasOwn(stored, value)) row[value] = stored[value];
      // A column whose kind was changed has to be loaded again.
      if (look(row) !== "stored") throw new RangeError(`A row of the table ${name} is of another kind.`);
      return row;
    },
  };
}

export function customKeyed(table: CustomKeyTable): KeyedTable<CustomRow> {
  const { valueIn } = customRows(table);
  return {
    keyOf: (id) => customKey(table, id),
    decode: (bytes) => valueIn(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()),
  };
}

export const customBuckets = (table: CustomRangeTable): BucketTable<CustomRow> => ({
  prefix: customPrefix(table),
  ...customRows(table),
});
