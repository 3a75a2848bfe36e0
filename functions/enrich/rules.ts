export interface SessionRules {
  /** Idle time that ends a session, ms. */
  idleMs: number;
  /** Longest session, ms. */
  capMs: number;
}

export interface EnrichRules extends SessionRules {
  /** Age at receipt from which an event is late, ms. */
  lateAfterMs: number;
}
