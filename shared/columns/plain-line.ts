import { STRING as TEXT } from "../json/string-pattern.ts";
import type { TableColumn } from "./parquet.ts";

/** Less the 29th of February, which is not in every year. */
const MONTH_AND_DAY =
  "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)";

/** By column type, the values that need no conversion: every reader of JSON takes them, and alike. */
const PLAIN: Record<string, string> = {
  string: TEXT,
  double: String.raw`(?:0|-?(?:0\.\d{1,17}|[1-9]\d{0,14}(?:\.\d{1,17})?)(?:[eE][+-]?\d{1,2})?)`,
  int: String.raw`(?:0|-?[1-9]\d{0,8})`,
  bigint: String.raw`(?:0|-?[1-9]\d{0,14})`,
  boolean: "(?:true|false)",
  timestamp: String.raw`"(?:19[7-9]\d|2\d{3})-${MONTH_AND_DAY}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z"`,
  "map<string,string>": String.raw`\{(?:${TEXT}:${TEXT}(?:,${TEXT}:${TEXT})*)?\}`,
};

/** Longest text to try on such patterns, characters: V8 notes every place that it could go back to, in 64 MB at most. */
export const LONGEST_PLAIN = 1024 * 1024;

/**
 * Pattern of one attribute of a compact JSON object, name and value, where the name is that of a column, to the
 * letter, and the value is in the column's own form. A line of such attributes fits the table; any other may fit as
 * well, but has to be parsed to be judged. Undefined for columns of which that cannot be said.
 *
 * A line takes a third of the time of its JSON.parse, in time linear in the text also where it fails. An attribute
 * that is given twice is not noticed. The columns stand by their types, since V8 runs a pattern of many times the
 * size at half the speed.
 */
export function plainAttribute(columns: readonly TableColumn[]): string | undefined {
  const known = columns.every(({ name, type }) => /^\w+$/.test(name) && PLAIN[type] !== undefined);
  if (!known || columns.length === 0) return undefined;
  const byType = Map.groupBy(columns, ({ type }) => type);
  const ofType = ([type, some]: [string, TableColumn[]]) =>
    `(?:${some.map(({ name }) => name).join("|")})":${PLAIN[type]}`;
  return `"(?:${[...byType].map(ofType).join("|")})`;
}
