import { count, long, text } from "../../shared/event/fields.ts";
import { customKey, customRows } from "../../shared/redis/look-up/custom.ts";
import {
  type CustomStep,
  customLookUpStep,
  customPlainStep,
  customTextStep,
} from "../../shared/steps/custom-step.ts";
import { keyTable } from "../../shared/steps/table.ts";

/** Steps of one's own that simulations run with: one of each kind. Their results can be told from an event alone. */

/** Real time passes otherwise each time, and must decide nothing here. */
const limitMs = Number.POSITIVE_INFINITY;

/** Throws on one page of nine. */
export function pageNumberOf(url: string): number | undefined {
  const digits = /\/p\/(\d+)/.exec(url)?.[1];
  if (digits === "7") throw new RangeError("This page has no number.");
  return digits === undefined ? undefined : Number(digits);
}

const areas = keyTable("areas", {
  description: "names of postal codes",
  key: "zip_code",
  values: { name: text("Name of the area"), load: count("Which load it is of") },
});

export const areaNameOf = (zipCode: string): string => `Area\t"${zipCode}"`;

export const simulatedSteps: readonly CustomStep[] = [
  customTextStep("page_number", {
    fields: { page_number: count("Number of the page") },
    reads: "page_url",
    limitMs,
    of: (url) => ({ page_number: pageNumberOf(url) }),
  }),
  customLookUpStep("area", {
    fields: { area_name: text("Name of the area"), area_load: count("Which load it is of") },
    reads: "zip_code",
    table: areas,
    limitMs,
    of: ({ name, load }) => ({ area_name: name, area_load: load }),
  }),
  customPlainStep("way", {
    fields: {
      way_ms: long("From the event to its receipt, ms"),
      way_parity: count("Of the ms at which it was enriched"),
    },
    limitMs,
    of: ({ eventTime, receivedAt }, { now }) => ({ way_ms: receivedAt - eventTime, way_parity: now % 2 }),
  }),
];

/** Rows of their table, others each time. */
export const areaEntries = (zipCodes: readonly string[], load: number): [key: string, value: string][] =>
  zipCodes.map((code) => [
    customKey(areas, code),
    customRows(areas).textOf({ name: areaNameOf(code), load }),
  ]);
