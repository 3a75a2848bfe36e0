import { isObject } from "../json/exact.ts";
import { jsonIn } from "../json/json-in.ts";
import { define } from "./define.ts";
import { type Fit, fitByKind } from "./fit-by-kind.ts";
import { type FieldRule, type Fields, type KeptPart, type Kind, ROWS, type Spare } from "./kind.ts";

/** Lists of rows: objects with fields of a schema of their own. */

type Row = Record<string, unknown>;

/** The fields of each row of a list. */
export const rowFields = (field: object): Fields => (field as FieldRule).items!.properties;

/** The kind of a field. Given, since lists of rows are a kind themselves. */
type KindOf = (field: object) => Kind;

/** The kind of lists of rows, whose fields are of other kinds. */
export const rowsKind = (kindOf: KindOf): Kind => ({
  form: ROWS,
  words: (field) => `a list of objects with ${rowWords(rowFields(field), kindOf)}`,
  accepts: (value, field) => acceptsRows(value, field, kindOf),
  repaired: listIn,
  part: (value, field, list) => partOfRows(value, field, list, kindOf),
  stored: (value, field, list, spare) => storedRows(value, field, list, spare, kindOf),
});

/**
 * The list that a value is: written as JSON, as a column of a table holds it, or an object by numbers, as PHP writes a
 * list with gaps. Undefined of all else.
 */
export function listIn(value: unknown): unknown[] | undefined {
  const read = jsonIn(value) ?? value;
  if (Array.isArray(read)) return read;
  if (!isObject(read)) return undefined;
  const entries = Object.entries(read);
  return entries.length > 0 && entries.every(([name, row]) => /^\d+$/.test(name) && isObject(row))
    ? entries.map(([, row]) => row)
    : undefined;
}

const rowWords = (fields: Fields, kindOf: KindOf): string =>
  Object.entries(fields)
    .map(([name, field]) => `${name} (${kindOf(field).words(field as FieldRule)})`)
    .join(", ");

const ownField = (fields: Fields, name: string): FieldRule | undefined =>
  Object.hasOwn(fields, name) ? (fields[name] as FieldRule) : undefined;

function acceptsRows(value: unknown, field: FieldRule, kindOf: KindOf): boolean {
  const fields = rowFields(field);
  const { maxItems = Number.POSITIVE_INFINITY } = field;
  return (
    Array.isArray(value) &&
    value.length <= maxItems &&
    value.every((row) => isObject(row) && acceptsRow(row, fields, kindOf))
  );
}

function acceptsRow(row: Row, fields: Fields, kindOf: KindOf): boolean {
  for (const name in row) {
    const field = ownField(fields, name);
    if (field !== undefined && !kindOf(field).accepts(row[name], field)) return false;
  }
  return true;
}

/** The rows with what fits of each; the rest goes aside by its place, as `items.0.price`. A null is no row. */
function partOfRows(value: unknown, field: FieldRule, list: string, kindOf: KindOf): KeptPart | undefined {
  if (!Array.isArray(value)) return undefined;
  const rows: Row[] = [];
  const part: KeptPart = { value: rows, aside: [] };
  const kept = value.slice(0, field.maxItems);
  if (kept.length < value.length) {
    part.mark = "cut";
    part.aside.push([list, value]);
  }
  for (const [at, row] of kept.entries()) {
    if (isObject(row)) rows.push(fittingRow(row, rowFields(field), `${list}.${at}`, part, kindOf));
    else if (row !== null) {
      part.aside.push([`${list}.${at}`, row]);
      part.mark = "cut";
    }
  }
  return part;
}

function fittingRow(row: Row, fields: Fields, place: string, part: KeptPart, kindOf: KindOf): Row {
  const fitting: Row = {};
  for (const [name, found] of Object.entries(row)) {
    const field = ownField(fields, name);
    const { value, mark, aside }: Fit =
      field === undefined ? { value: found } : fitByKind(kindOf(field), `${place}.${name}`, found, field);
    if (value !== undefined) define(fitting, name, value);
    if (mark !== undefined) part.mark = "cut";
    if (aside !== undefined) part.aside.push(...aside);
  }
  return fitting;
}

/** What a row has that its fields do not know is spared, so that nothing is dropped. */
function storedRows(value: unknown, field: FieldRule, list: string, spare: Spare, kindOf: KindOf): Row[] {
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
