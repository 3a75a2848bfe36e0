import type { FieldRule } from "../../../shared/event/kind.ts";

/** A step's fields, as the schema has them. */
export type WrittenFields = Readonly<Record<string, object>>;

const encoder = new TextEncoder();

/**
 * A piece of JSON that is written again and again. It has memory of its own: `Buffer.from` cuts a short one from a pool of
 * 64 KiB, which a cache would then hold for each of its entries.
 */
export const fragment = (json: string): Uint8Array => encoder.encode(json);

export const nothing = new Uint8Array();

/** Whether a step gave a field no value: an empty text is none, nor is a number that JSON cannot hold. */
export const isAbsent = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (typeof value === "number" && !Number.isFinite(value));

/** Values as fields that continue a JSON object; those that are absent are left out. */
export function fieldsOf(fields: WrittenFields, values: Readonly<Record<string, unknown>>): string {
  let json = "";
  for (const name in fields) {
    const value = values[name];
    if (!isAbsent(value)) json += `,"${name}":${JSON.stringify(value)}`;
  }
  return json;
}

/** What a field's column says of how it is written. */
export const columnOf = (field: object): FieldRule["column"] => (field as FieldRule).column;
