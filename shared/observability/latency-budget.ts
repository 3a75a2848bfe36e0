/** Time after it was read within which an event should be scored. */
export const LATENCY_BUDGET_MS = 100;
