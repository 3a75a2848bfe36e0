import { isObject } from "../json/exact.ts";
import { define } from "./define.ts";
import { type Fit, fitValue } from "./fit.ts";
import type { FieldRule, Fields, FittedPart, Spare } from "./kind.ts";
import { kindOf } from "./kinds.ts";

/** Lists of rows: objects with fields of a schema of their own. */

type Row = Record<string, unknown>;

/** The fields of each row of a list. */
export const rowFields = (field: object): Fields => (field as FieldRule).items!.properties;

export const rowWords = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, field]) => `${name} (${kindOf(field).words(field as FieldRule)})`)
    .join(", ");

const ownField = (fields: Fields, name: string): FieldRule | undefined =>
  Object.hasOwn(fields, name) ? (fields[name] as FieldRule) : undefined;

export function acceptsRows(value: unknown, field: FieldRule): boolean {
  const fields = rowFields(field);
  const { maxItems = Number.POSITIVE_INFINITY } = field;
  return (
    Array.isArray(value) &&
    value.length <= maxItems &&
    value.every((row) => isObject(row) && acceptsRow(row, fields))
  );
}

function acceptsRow(row: Row, fields: Fields): boolean {
  for (const name in row) {
    const field = ownField(fields, name);
    if (field !== undefined && !kindOf(field).accepts(row[name], field)) return false;
  }
  return true;
}

/** The rows with what fits of each; the rest goes aside by its place, as `items.0.price`. A null is no row. */
export function partOfRows(value: unknown, field: FieldRule, list: string): FittedPart | undefined {
  if (!Array.isArray(value)) return undefined;
  const rows: Row[] = [];
  const part: FittedPart = { value: rows, aside: [] };
  const kept = value.slice(0, field.maxItems);
  if (kept.length < value.length) {
    part.mark = "cut";
    part.aside.push([list, value]);
  }
  for (const [at, row] of kept.entries()) {
    if (isObject(row)) rows.push(fittingRow(row, rowFields(field), `${list}.${at}`, part));
    else if (row !== null) {
      part.aside.push([`${list}.${at}`, row]);
      part.mark = "cut";
    }
  }
  return part;
}

function fittingRow(row: Row, fields: Fields, place: string, part: FittedPart): Row {
  const fitting: Row = {};
  for (const [name, found] of Object.entries(row)) {
    const field = ownField(fields, name);
    const { value, mark, aside }: Fit =
      field === undefined ? { value: found } : fitValue(`${place}.${name}`, found, field);
    if (value !== undefined) define(fitting, name, value);
    if (mark !== undefined) part.mark = "cut";
    if (aside !== undefined) part.aside.push(...aside);
  }
  return fitting;
}

/** What a row has that its fields do not know is spared, so that nothing is dropped. */
export function storedRows(value: unknown, field: FieldRule, list: string, spare: Spare): Row[] {
  const fields = rowFields(field);
  return (value as Row[]).map((row, at) => {
    const stored: Row = {};
    for (const [name, found] of Object.entries(row)) {
      const rule = ownField(fields, name);
      if (rule === undefined) spare(`${list}.${at}.${name}`, found);
      else stored[name] = kindOf(rule).stored?.(found, rule, name, spare) ?? found;
    }
    return stored;
  });
}
