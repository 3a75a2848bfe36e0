/** Days of partition projection ("Supported types for partition projection", Athena guide), in UTC. */

const DAY_MS = 86_400_000;
const NOW = /^NOW(?:\s*([+-])\s*(\d+)\s*DAYS?)?$/i;

/** Epoch ms at which the day `YYYY-MM-DD` begins; undefined for a text that is no day in this form. */
export function projectedDay(text: string): number | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00.000Z`) : Number.NaN;
  // Date.parse takes the 30th of February for the 2nd of March.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? at : undefined;
}

/**
 * An end of a range, such as `2009-01-01` or `NOW+1DAYS`, as epoch ms of the day's beginning. Throws a sentence for any
 * other text.
 */
export function endOfRange(text: string, now: number): number {
  const found = NOW.exec(text);
  if (found !== null)
    return (Math.floor(now / DAY_MS) + Number(`${found[1] ?? ""}${found[2] ?? 0}`)) * DAY_MS;
  const day = projectedDay(text);
  if (day !== undefined) return day;
  throw new Error(`${text} is neither a day of the form yyyy-MM-dd nor NOW with days added`);
}
