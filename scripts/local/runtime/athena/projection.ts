import type { TableDefinition } from "../interpret/plan.ts";
import { dateFormat, endOfRange, isSteps, unitOf } from "./projection-date.ts";

type Projected = Pick<TableDefinition, "name" | "partitionKeys" | "parameters">;

export const isProjected = ({ parameters }: Pick<TableDefinition, "parameters">): boolean =>
  parameters["projection.enabled"] === "true";

/**
 * Why a query does not see a partition, as a part of a sentence; undefined when it does. With projection Athena computes
 * the partitions from the table's properties and looks for no others, whatever lies in the bucket.
 * @param values of the partition, by key
 * @param now epoch ms
 */
export function whyUnseen(
  table: Projected,
  values: Readonly<Record<string, string>>,
  now: number,
): string | undefined {
  if (!isProjected(table)) return undefined;
  for (const { name } of table.partitionKeys) {
    const why = judged(table, name, values[name] ?? "", now);
    if (why !== undefined) return `${name} is ${values[name]}, and ${why}`;
  }
  return undefined;
}

/** The values of an integer projection, as they stand in a path; undefined for any other. */
export function projectedIntegers(table: Projected, key: string): string[] | undefined {
  const property = propertiesOf(table, key);
  if (!isProjected(table) || property("type") !== "integer") return undefined;
  const { least, most, every, digits } = integers(property);
  const count = Math.floor((most - least) / every) + 1;
  return Array.from({ length: count }, (_, at) => String(least + at * every).padStart(digits, "0"));
}

type Property = (name: string, standard?: string) => string;

function judged(table: Projected, key: string, value: string, now: number): string | undefined {
  const property = propertiesOf(table, key);
  const type = property("type");
  try {
    if (type === "enum") return enumerated(value, property);
    if (type === "integer") return integer(value, property);
    if (type === "date") return date(value, property, now);
    // A query has to name it, and then sees any value.
    if (type === "injected") return undefined;
  } catch (error) {
    throw new Error(
      `The table ${table.name} projects its partition ${key} wrongly: ${(error as Error).message}.`,
    );
  }
  throw new Error(
    `The table ${table.name} projects its partition ${key} by ${type}, which Athena does not know.`,
  );
}

const propertiesOf =
  ({ name: table, parameters }: Projected, key: string): Property =>
  (name, standard) => {
    const value = parameters[`projection.${key}.${name}`] ?? standard;
    if (value !== undefined) return value;
    throw new Error(
      `The table ${table} sets no projection.${key}.${name}, and every query of it would fail.`,
    );
  };

function enumerated(value: string, property: Property): string | undefined {
  const listed = property("values");
  return listed.split(",").includes(value) ? undefined : `the table lists ${listed}`;
}

function integer(value: string, property: Property): string | undefined {
  const { least, most, every, digits } = integers(property);
  const number = Number(value);
  if (!/^-?\d+$/.test(value) || String(number).padStart(digits, "0") !== value)
    return digits > 0 ? `the table expects a number of ${digits} digits` : "the table expects a number";
  if (number < least || number > most) return `the table's range is ${least} to ${most}`;
  return (number - least) % every === 0 ? undefined : `the table counts by ${every} from ${least}`;
}

function integers(property: Property) {
  const [least, most] = rangeOf(property).map(Number) as [number, number];
  return { least, most, every: Number(property("interval", "1")), digits: Number(property("digits", "0")) };
}

function date(value: string, property: Property, now: number): string | undefined {
  const format = dateFormat(property("format"));
  const [from, to] = rangeOf(property).map((end) => endOfRange(end, format, now)) as [number, number];
  const at = format.parse(value);
  if (at === undefined) return `the table expects the form ${format.pattern}`;
  const range = property("range");
  if (at < from || at > to) return `the table's range is ${range.replace(",", " to ")}`;
  const every = Number(property("interval", "1"));
  const unit = unitOf(property("interval.unit", "DAYS"));
  // A range that begins at NOW is aligned to nothing that could be told here.
  const aligned = /^\s*NOW/i.test(range) || isSteps(from, at, every, unit);
  return aligned
    ? undefined
    : `the table counts by ${every} ${unit.toLowerCase()} from ${range.split(",")[0]}`;
}

function rangeOf(property: Property): [string, string] {
  const [from, to, ...more] = property("range").split(",");
  if (from === undefined || to === undefined || more.length > 0)
    throw new Error(`the range ${property("range")} has no two ends`);
  return [from, to];
}
