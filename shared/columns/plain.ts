import { STRING as TEXT } from "../json/string-pattern.ts";
import type { SimpleType } from "./simple-type.ts";

/** Less the 29th of February, which is not in every year. */
const MONTH_AND_DAY =
  "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)";

/** By column type, the values that need no conversion: every reader of JSON takes them, and alike. */
export const PLAIN: Readonly<Record<SimpleType, string>> = {
  string: TEXT,
  double: String.raw`(?:0|-?(?:0\.\d{1,17}|[1-9]\d{0,14}(?:\.\d{1,17})?)(?:[eE][+-]?\d{1,2})?)`,
  int: String.raw`(?:0|-?[1-9]\d{0,8})`,
  bigint: String.raw`(?:0|-?[1-9]\d{0,14})`,
  boolean: "(?:true|false)",
  timestamp: String.raw`"(?:19[7-9]\d|2\d{3})-${MONTH_AND_DAY}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z"`,
  "map<string,string>": String.raw`\{(?:${TEXT}:${TEXT}(?:,${TEXT}:${TEXT})*)?\}`,
};

interface PlainColumn {
  name: string;
  plain: string;
}

/**
 * One attribute, name and value. The columns stand by their values, since V8 runs a pattern of many times the size at
 * half the speed.
 */
export function plainAttributeOf(columns: readonly PlainColumn[]): string {
  const byValue = Map.groupBy(columns, ({ plain }) => plain);
  const ofValue = ([plain, some]: [string, PlainColumn[]]) =>
    `(?:${some.map(({ name }) => name).join("|")})":${plain}`;
  return `"(?:${[...byValue].map(ofValue).join("|")})`;
}

/** A compact object of such attributes. */
export function plainObject(columns: readonly PlainColumn[]): string {
  const attribute = plainAttributeOf(columns);
  return String.raw`\{(?:${attribute}(?:,${attribute})*)?\}`;
}
