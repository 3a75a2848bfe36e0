/**
 * Circuit breaker as a pure state machine. Closed lets everything through; after some failures in a row it opens and
 * lets nothing through for a while; then one request is let through as a probe (half open), and its result closes it
 * or opens it for twice as long. Times in epoch ms.
 */
export type Breaker =
  | { state: "closed"; failures: number }
  | { state: "open"; until: number; openings: number }
  | { state: "half_open"; openings: number };

const FAILURES_IN_A_ROW = 5;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

export const closed: Breaker = { state: "closed", failures: 0 };

/** Whether a request may be sent now. While half open, the probe is under way and nothing else may. */
export function admits(breaker: Breaker, now: number): boolean {
  return breaker.state === "closed" || (breaker.state === "open" && now >= breaker.until);
}

/** When to try again: a time for an open breaker; never while half open, for then the probe decides. */
export function reopensAt(breaker: Breaker): number {
  if (breaker.state === "closed") return 0;
  return breaker.state === "open" ? breaker.until : Number.POSITIVE_INFINITY;
}

/** The state after an admitted request was sent. */
export function requestSent(breaker: Breaker): Breaker {
  return breaker.state === "open" ? { state: "half_open", openings: breaker.openings } : breaker;
}

/** Any response that shows a working service, refusals of single instances included. */
export function succeeded(breaker: Breaker): Breaker {
  return breaker.state === "open" ? breaker : closed;
}

/**
 * A response came that does not fit its request. In a row such responses open the breaker, too, but no longer than for
 * the first pause: the service is there, and the next response may be whole.
 */
export function unusable(breaker: Breaker, now: number): Breaker {
  if (breaker.state === "open") return breaker;
  if (breaker.state === "closed" && breaker.failures + 1 < FAILURES_IN_A_ROW)
    return { state: "closed", failures: breaker.failures + 1 };
  const openings = breaker.state === "closed" ? 0 : breaker.openings;
  return { state: "open", until: now + FIRST_PAUSE_MS, openings };
}

/** `hold`: how long the service asked to wait, ms. It opens the breaker at once. */
export function failed(breaker: Breaker, now: number, hold: number | undefined): Breaker {
  const openings = breaker.state === "closed" ? 0 : breaker.openings;
  if (hold !== undefined) {
    const until = Math.max(now + hold, breaker.state === "open" ? breaker.until : 0);
    return { state: "open", until, openings };
  }
  // The result of a request that was sent before the breaker opened changes nothing.
  if (breaker.state === "open") return breaker;
  if (breaker.state === "closed" && breaker.failures + 1 < FAILURES_IN_A_ROW)
    return { state: "closed", failures: breaker.failures + 1 };
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** openings);
  return { state: "open", until: now + pause, openings: openings + 1 };
}
