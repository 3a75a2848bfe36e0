import { formatUtc, parseInstant } from "../../shared/event/time.ts";
import { isRawNumber, textOf } from "../../shared/json/exact.ts";
import { exactNumber } from "../../shared/json/exact-number.ts";

export const casts = ["text", "number", "integer", "boolean", "instant"] as const;
export type Cast = (typeof casts)[number];

/** The value as another type. A value that cannot be converted is returned unchanged, so that nothing is lost. */
export function castTo(type: Cast, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  switch (type) {
    case "text":
      return textOf(value);
    case "number":
      return numberOf(value) ?? value;
    case "integer": {
      const number = numberOf(value);
      return Number.isSafeInteger(number) ? number : value;
    }
    case "boolean":
      return booleans.get(String(value).toLowerCase()) ?? value;
    case "instant": {
      const at = instantOf(value);
      return Number.isNaN(at) ? value : formatUtc(at);
    }
  }
}

const booleans = new Map([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  const text = isRawNumber(value) ? value.rawJSON : value;
  return typeof text === "string" ? exactNumber(text) : undefined;
}

/** Epoch milliseconds, also as text; ISO 8601; or what `Date` reads, as RFC 1123. */
function instantOf(value: unknown): number {
  const number = numberOf(value);
  if (number !== undefined) return parseInstant(number);
  if (typeof value !== "string") return Number.NaN;
  const at = parseInstant(value);
  return Number.isNaN(at) ? parseInstant(Date.parse(value)) : at;
}
