import type { Partitioned } from "../../shared/archive-partition.ts";
import { glueColumns, type TableColumn } from "../../shared/columns/glue.ts";
import { LONGEST_PLAIN, plainAttribute } from "../../shared/columns/plain-line.ts";

/** What a line is filed by. */
export interface FiledBy extends Partitioned {
  event_id: string;
}

const APART = ["event_id", "event_name", "app_id", "source", "event_time"];

/** Reads what an event is filed by from its line, without parsing the rest. */
export type ReadPlain = (text: string) => FiledBy | undefined;

/**
 * Returns what an event is filed by, if its line has the form that enrichment usually writes and surely fits the
 * table. Undefined for all other lines: those have to be parsed.
 */
export function plainReader(columns: readonly TableColumn[]): ReadPlain {
  const line = lineOf(columns);
  return (text) => {
    const found = text.length > LONGEST_PLAIN ? null : line.exec(text);
    if (found === null) return undefined;
    return JSON.parse(`{${found.slice(1).join(",")}}`);
  };
}

export const plainEvent = plainReader(glueColumns());

function lineOf(columns: readonly TableColumn[]): RegExp {
  const pattern = (wanted: (name: string) => boolean): string =>
    plainAttribute(columns.filter(({ name }) => wanted(name)))!;
  const one = (name: string): string => pattern((each) => each === name);
  const filled = (name: string): string => `(?!"${name}":"")${one(name)}`;
  const others = `(?:,${pattern((name) => !APART.includes(name))})*`;
  // Each of the separate attributes has one position, so none of them can occur twice.
  return new RegExp(
    `^\\{(${filled("event_id")}),${filled("event_name")},${filled("app_id")}${others}` +
      `,(${filled("source")})${others},(${one("event_time")})${others}\\}$`,
  );
}
