import type { ColumnType } from "../columns/column-kinds.ts";
import { cutToMs, isInstantMs } from "../event/epoch.ts";
import { fitValue } from "../event/fit.ts";
import type { FieldRule, KindName } from "../event/kind.ts";
import { kindOf, kinds } from "../event/kinds.ts";
import { isNoId } from "../event/no-id.ts";
import { rawFields } from "../event/raw.ts";
import { rowFields } from "../event/rows.ts";
import { formatUtc, parseInstant } from "../event/time.ts";
import { exactNumber } from "../json/exact-number.ts";
import { parseLocal, parseSerial } from "./local-time.ts";
import type { Leaf } from "./path.ts";
import type { Rule, TimeFormat } from "./source-mapping.ts";

export type Scalar = Leaf["value"];

/** A value in the type of its attribute, or what was expected instead. */
export type Conversion = { value: Scalar } | { expected: string };
export type Convert = (value: Scalar) => Conversion;

const rules = rawFields as unknown as Readonly<Record<string, FieldRule>>;

/** How a value becomes one of a kind; undefined of the kinds that no rule can fill. */
const byKind: Readonly<Record<KindName, ((rule: Rule, field: FieldRule) => Convert) | undefined>> = {
  text: () => text,
  url: () => text,
  code: () => text,
  zone: () => text,
  choice: fitting,
  country: fitting,
  address: () => text,
  key: () => text,
  id: identity,
  currency: fitting,
  count: fitting,
  pixels: fitting,
  whole: fitting,
  long: fitting,
  real: fitting,
  flag: fitting,
  instant: ({ time, zone = "UTC" }) => (time === undefined ? asGiven : (value) => utc(value, time, zone)),
  utc: ({ time, zone = "UTC" }) => (time === undefined ? asStored : (value) => utc(value, time, zone)),
  textMap: undefined,
  rows: undefined,
};

/** The attributes of a raw event that a rule can fill, with the types of their columns. */
export const targets: ReadonlyMap<string, ColumnType> = new Map(
  Object.entries(rules)
    .filter(([, { kind }]) => byKind[kind] !== undefined)
    .map(([name, { column }]) => [name, column] as const),
);

/** The rules of a field, or of a row's, `items.price`. */
function ruleOf(target: string, fields: typeof rules): FieldRule | undefined {
  const [list = "", field] = target.split(".");
  if (field === undefined || fields[list]?.kind !== "rows") return fields[target];
  return rowFields(fields[list])[field] as FieldRule;
}

/** The conversion to the attribute's type; the schema says which that is, so a rule need not. */
export function conversionOf(target: string, rule: Rule, fields = rules): Convert {
  const field = ruleOf(target, fields);
  return (field && byKind[field.kind]?.(rule, field)) ?? text;
}

/** Whether the schema takes the value for the attribute, as it is or repaired. */
export const isTaken = (target: string, value: Scalar): boolean => {
  const field = rules[target];
  return field === undefined || fitValue(target, value, field).mark !== "invalid";
};

/** Of texts the schema says how long they may be; what is left of one that is longer is said where the event is enriched. */
const text: Convert = (value) => ({ value: String(value) });

/** As the schema takes it, as it is or repaired. */
function fitting(_rule: Rule, field: FieldRule): Convert {
  return (value) => {
    const { value: fitted } = fitValue("", value, field);
    return fitted === undefined ? { expected: kindOf(field).words(field) } : { value: fitted as Scalar };
  };
}

/** A text that stands for no id gives way to the next rule; of others the schema says what is left of them. */
function identity(_rule: Rule, field: FieldRule): Convert {
  return (value) => {
    const { value: fitted, mark } = fitValue("", value, field);
    if (fitted === undefined && mark !== undefined && isNoId(String(value).trim()))
      return { expected: kindOf(field).words(field) };
    return { value: (fitted as Scalar | undefined) ?? String(value) };
  };
}

/** The number that a value is, or writes out. */
export const scalarNumber = (value: Scalar): number | undefined =>
  typeof value === "string" ? exactNumber(value) : Number.isFinite(value) ? (value as number) : undefined;

const asGiven: Convert = (value) =>
  typeof value !== "boolean" && !Number.isNaN(parseInstant(value)) ? { value } : { expected: AN_INSTANT };
const AN_INSTANT = kinds.instant.words({} as FieldRule);

const asStored: Convert = (value) => {
  const given = asGiven(value);
  return "value" in given ? { value: formatUtc(parseInstant(given.value as string | number)) } : given;
};

function utc(value: Scalar, formats: readonly TimeFormat[], zone: string): Conversion {
  const ms = instantOf(value, formats, zone);
  return Number.isNaN(ms) ? { expected: `an instant as ${formats.join(" or ")}` } : { value: formatUtc(ms) };
}

/** Epoch ms by the first of the formats that the value has; NaN when it has none. */
export function instantOf(value: Scalar, formats: readonly TimeFormat[], zone: string): number {
  for (const format of formats) {
    const ms = cutToMs(milliseconds(value, format, zone));
    if (isInstantMs(ms)) return ms;
  }
  return Number.NaN;
}

const MILLISECONDS: Partial<Record<TimeFormat, number>> = { epoch_s: 1000, epoch_ms: 1, epoch_us: 0.001 };

function milliseconds(value: Scalar, format: TimeFormat, zone: string): number {
  const unit = MILLISECONDS[format];
  if (unit !== undefined) {
    return (scalarNumber(value) ?? Number.NaN) * unit;
  }
  if (format === "excel") return parseSerial(scalarNumber(value) ?? Number.NaN, zone);
  return typeof value === "string" ? parseLocal(value, zone, format) : Number.NaN;
}
