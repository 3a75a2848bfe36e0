import type { GlueTableDefinition } from "../interpret/plan.ts";
import { endOfRange, projectedDay } from "./projection-date.ts";

type Projected = Pick<GlueTableDefinition, "name" | "partitionKeys" | "parameters">;

export const isProjected = ({ parameters }: Pick<GlueTableDefinition, "parameters">): boolean =>
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
  const { min, max, digits } = integers(property);
  return Array.from({ length: max - min + 1 }, (_, at) => String(min + at).padStart(digits, "0"));
}

type Property = (name: string, standard?: string) => string;

function judged(table: Projected, key: string, value: string, now: number): string | undefined {
  const property = propertiesOf(table, key);
  const type = property("type");
  try {
    if (type === "enum") return enumerated(value, property);
    if (type === "integer") return integer(value, property);
    if (type === "date") return date(value, property, now);
  } catch (error) {
    throw new Error(
      `The table ${table.name} projects its partition ${key} wrongly: ${(error as Error).message}.`,
    );
  }
  throw new Error(
    `The table ${table.name} projects its partition ${key} by ${type}: the local runtime knows enum, integer and date.`,
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
  const { min, max, digits } = integers(property);
  const number = Number(value);
  if (!/^-?\d+$/.test(value) || String(number).padStart(digits, "0") !== value)
    return digits > 0 ? `the table expects a number of ${digits} digits` : "the table expects a number";
  return number < min || number > max ? `the table's range is ${min} to ${max}` : undefined;
}

function integers(property: Property) {
  assertSteps(property, "1");
  const [min, max] = rangeOf(property).map(Number) as [number, number];
  return { min, max, digits: Number(property("digits", "0")) };
}

function date(value: string, property: Property, now: number): string | undefined {
  assertSteps(property, "1 DAYS");
  const format = property("format");
  if (format !== "yyyy-MM-dd")
    throw new Error(`the local runtime knows days of the form yyyy-MM-dd, not ${format}`);
  const [from, to] = rangeOf(property).map((end) => endOfRange(end.trim(), now)) as [number, number];
  const day = projectedDay(value);
  if (day === undefined) return `the table expects the form ${format}`;
  return day < from || day > to
    ? `the table's range is ${property("range").replace(",", " to ")}`
    : undefined;
}

function assertSteps(property: Property, known: string): void {
  const [every, unit] = known.split(" ");
  const steps = `${property("interval", every)} ${unit === undefined ? "" : property("interval.unit", unit)}`;
  if (steps.trim() !== known)
    throw new Error(`the local runtime knows steps of ${known}, not of ${steps.trim()}`);
}

function rangeOf(property: Property): [string, string] {
  const [from, to, ...more] = property("range").split(",");
  if (from === undefined || to === undefined || more.length > 0)
    throw new Error(`the range ${property("range")} has no two ends`);
  return [from, to];
}
