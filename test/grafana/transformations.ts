import type { DataTransformerConfig } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Field, Frame } from "./frame.ts";

interface Options {
  excludeByName?: Record<string, boolean>;
  renameByName?: Record<string, string>;
  sort?: { field: string }[];
  conversions?: { targetField: string; destinationType: string }[];
  rowField?: string;
  columnField?: string;
  valueField?: string;
}

/** The few transformations that panels use, done as Grafana's documentation says. Throws for any other. */
export function transformed(frame: Frame, transformations: readonly DataTransformerConfig[] = []): Frame {
  return transformations.reduce((before, { id, options }) => {
    const transformation = known[id];
    if (transformation === undefined) throw new Error(`No panel has used the transformation ${id} so far.`);
    return transformation(before, options as Options);
  }, frame);
}

const known: Record<string, (frame: Frame, options: Options) => Frame> = {
  organize: (frame, { excludeByName = {}, renameByName = {} }) =>
    frame
      .filter(({ name }) => !excludeByName[name])
      .map((field) => ({ ...field, name: renameByName[field.name] ?? field.name })),

  convertFieldType: (frame, { conversions = [] }) =>
    frame.map((field) => {
      const isMeant = conversions.some(({ targetField }) => targetField === field.name);
      return isMeant ? { ...field, type: "number", values: field.values.map(Number) } : field;
    }),

  sortBy(frame, { sort = [] }) {
    const by = fieldNamed(frame, sort[0]!.field);
    const compare = (a: unknown, b: unknown) =>
      by.type === "string" ? String(a).localeCompare(String(b)) : Number(a) - Number(b);
    const order = [...by.values.keys()].sort((a, b) => compare(by.values[a], by.values[b]));
    return frame.map((field) => ({ ...field, values: order.map((at) => field.values[at]) }));
  },

  groupingToMatrix(frame, { rowField = "", columnField = "", valueField = "" }) {
    const [row, column, value] = [rowField, columnField, valueField].map((name) => fieldNamed(frame, name));
    const rows = [...new Set(row!.values)];
    const cell = (name: unknown, of: unknown) =>
      value!.values.findLast((_, at) => row!.values[at] === name && column!.values[at] === of) ?? null;
    return [
      { name: `${rowField}\\${columnField}`, type: "string", values: rows },
      ...[...new Set(column!.values)].map((of) => ({
        ...value!,
        name: String(of),
        values: rows.map((name) => cell(name, of)),
      })),
    ];
  },
};

function fieldNamed(frame: Frame, name: string): Field {
  const found = frame.find((field) => field.name === name);
  if (found === undefined)
    throw new Error(`There is no column ${name} among ${frame.map((field) => field.name).join(", ")}.`);
  return found;
}
