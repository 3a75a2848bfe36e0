import type { Partitioned } from "../../shared/archive-partition.ts";
import { glueColumns } from "../../shared/columns/glue.ts";
import { LONGEST_PLAIN, plainAttribute } from "../../shared/columns/plain-line.ts";

/** What a line is filed by. */
export interface FiledBy extends Partitioned {
  event_id: string;
}

const columns = glueColumns();
const APART = ["event_id", "event_name", "app_id", "source", "event_time"];

const pattern = (wanted: (name: string) => boolean): string =>
  plainAttribute(columns.filter(({ name }) => wanted(name)))!;
const one = (name: string): string => pattern((each) => each === name);
const filled = (name: string): string => `(?!"${name}":"")${one(name)}`;
const others = `(?:,${pattern((name) => !APART.includes(name))})*`;

/** Of the attributes apart, each has one place, so that none of them can be given twice. */
const LINE = new RegExp(
  `^\\{(${filled("event_id")}),${filled("event_name")},${filled("app_id")}${others}` +
    `,(${filled("source")})${others},(${one("event_time")})${others}\\}$`,
);

/**
 * Of an event as enrichment mostly writes it, one that fits the table for sure: what it is filed by. Undefined for all
 * others, which have to be parsed to be judged.
 */
export function plainEvent(text: string): FiledBy | undefined {
  const found = text.length > LONGEST_PLAIN ? null : LINE.exec(text);
  if (found === null) return undefined;
  return JSON.parse(`{${found.slice(1).join(",")}}`);
}
