/** The steps of the named query `funnel`, in their order. */
export const FUNNEL = ["product_view", "add_to_cart", "begin_checkout", "purchase"] as const;

const steps: ReadonlyMap<string, number> = new Map(FUNNEL.map((name, step) => [name, step]));

/** Sessions that may still reach a step; the oldest give way, and what they reached stays counted. */
const MAX_SESSIONS = 100_000;

/**
 * Sessions that reached each step, each step after the one before it, as the named query counts them. Events count as they
 * come, which within a device is the order of the stream.
 */
export class SessionFunnel {
  readonly #reached = FUNNEL.map(() => 0);
  /** How many steps each session has reached. */
  readonly #sessions = new Map<string, number>();

  onEvent(name: string, session: string): void {
    const step = steps.get(name);
    if (step === undefined) return;
    if ((this.#sessions.get(session) ?? 0) !== step) return;
    this.#reached[step]! += 1;
    this.#sessions.delete(session);
    this.#sessions.set(session, step + 1);
    if (this.#sessions.size > MAX_SESSIONS) this.#sessions.delete(this.#sessions.keys().next().value!);
  }

  counts(): { name: string; count: number }[] {
    return FUNNEL.map((name, step) => ({ name, count: this.#reached[step]! }));
  }
}

/** Whether the funnel asks who did it. */
export const isFunnelStep = (name: string): boolean => steps.has(name);
