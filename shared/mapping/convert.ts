import type { ColumnType } from "../columns/column-kinds.ts";
import type { FieldRule, KindName } from "../event/kind.ts";
import { rowFields } from "../event/kinds.ts";
import { rawFields } from "../event/raw.ts";
import { formatUtc, parseInstant } from "../event/time.ts";
import { parseLocal } from "./local-time.ts";
import type { Leaf } from "./path.ts";
import type { Rule, TimeFormat } from "./source-mapping.ts";

export type Scalar = Leaf["value"];

/** A value in the type of its attribute, or what was expected instead. */
export type Conversion = { value: Scalar } | { expected: string };
export type Convert = (value: Scalar) => Conversion;

const rules = rawFields as unknown as Readonly<Record<string, FieldRule>>;

/** How a value becomes one of a kind; undefined of the kinds that no rule can fill. */
const byKind: Readonly<Record<KindName, ((rule: Rule) => Convert) | undefined>> = {
  text: () => text,
  key: () => text,
  count: () => whole,
  whole: () => whole,
  long: () => whole,
  real: () => real,
  flag: () => flag,
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
  const kind = ruleOf(target, fields)?.kind;
  return (kind && byKind[kind]?.(rule)) ?? text;
}

const text: Convert = (value) => ({ value: String(value) });

const REAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

export const real: Convert = (value) => {
  const number = typeof value === "string" && REAL.test(value) ? Number(value) : value;
  return Number.isFinite(number) ? { value: number } : { expected: "a number" };
};

/** CSV exports of nullable columns write whole numbers as 1.0. */
const whole: Convert = (value) => {
  const number = real(value);
  return "value" in number && Number.isInteger(number.value) ? number : { expected: "a whole number" };
};

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["false", false],
]);

const flag: Convert = (value) => {
  const found = typeof value === "boolean" ? value : FLAGS.get(String(value).trim().toLowerCase());
  return found === undefined ? { expected: "true or false" } : { value: found };
};

const asGiven: Convert = (value) =>
  typeof value !== "boolean" && !Number.isNaN(parseInstant(value))
    ? { value }
    : { expected: "ISO 8601 text or epoch milliseconds" };

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
    // Through parseInstant, so that years which nothing can store are refused here too.
    const ms = parseInstant(Math.round(milliseconds(value, format, zone)));
    if (!Number.isNaN(ms)) return ms;
  }
  return Number.NaN;
}

/** ISO text that names an instant whatever the zone. */
const ZONED = /(?:Z|[+-]\d{2}:?\d{2})\s*$/;

const MILLISECONDS: Partial<Record<TimeFormat, number>> = { epoch_s: 1000, epoch_ms: 1, epoch_us: 0.001 };

function milliseconds(value: Scalar, format: TimeFormat, zone: string): number {
  const unit = MILLISECONDS[format];
  if (unit !== undefined) {
    const number = real(value);
    return "value" in number ? Number(number.value) * unit : Number.NaN;
  }
  if (typeof value !== "string") return Number.NaN;
  return format === "iso" && ZONED.test(value) ? parseInstant(value) : parseLocal(value, zone, format);
}
