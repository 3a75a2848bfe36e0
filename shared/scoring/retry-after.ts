/** Longest wait, ms: a service may ask for an hour, but an execution environment tries again after this time. */
export const LONGEST_HOLD_MS = 300_000;

/** Milliseconds that a Retry-After header (seconds or an HTTP date) asks for; undefined without a readable one. */
export function retryAfter(header: string | string[] | undefined, now: number): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (!text) return undefined;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), LONGEST_HOLD_MS);
}
