import { fineNumber } from "./numbers.ts";

const isInstant = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})/;

/** A value as people read it; texts that are too long for a cell keep their beginning. */
export function shownValue(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return fineNumber(value);
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const [, day, time] = isInstant.exec(text) ?? [];
  if (day !== undefined) return time === "00:00:00" ? day : `${day} ${time}`;
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
