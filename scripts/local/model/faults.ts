/** What the scoring service can be told to do wrong, for tests of everything that calls it. */

export interface Failing {
  /** HTTP status of the responses. "hang" never responds, "cut" drops the connection. */
  status: number | "hang" | "cut";
  /** For so many ms from now, or until an epoch ms, or for so many requests; without any, until `heal`. */
  forMs?: number;
  until?: number;
  times?: number;
  /** Value of the Retry-After header. */
  retryAfter?: string;
}

export type WrongAnswer = "short" | "long" | "malformed";

export interface ModelFaults {
  fail(failing: Failing): void;
  /** Every response waits so many ms, or as many as the function says for that number of instances. */
  delay(milliseconds: number | ((instances: number) => number)): void;
  /** The next `times` responses (all, if not given) do not fit their request. */
  answer(wrong: WrongAnswer, times?: number): void;
  /** Requests that hold an instance for which it is true are refused with 400. */
  reject(isPoison: (instance: Record<string, unknown>) => boolean): void;
  /** Ends everything. */
  heal(): void;
}

/** The faults as the service asks for them. */
export interface FaultState extends ModelFaults {
  failing(now: number): Failing | undefined;
  wrong(): WrongAnswer | undefined;
  delayFor(instances: number): number;
  isPoison(instance: Record<string, unknown>): boolean;
  readonly rejects: boolean;
}

export function faultState(): FaultState {
  let failing: (Failing & { until: number; times: number }) | undefined;
  let wrong: { kind: WrongAnswer; times: number } | undefined;
  let delay: (instances: number) => number = () => 0;
  let isPoison: ((instance: Record<string, unknown>) => boolean) | undefined;
  const FOREVER = Number.POSITIVE_INFINITY;

  return {
    fail(next) {
      const until = next.until ?? (next.forMs === undefined ? FOREVER : Date.now() + next.forMs);
      failing = { ...next, until, times: next.times ?? FOREVER };
    },
    delay(milliseconds) {
      delay = typeof milliseconds === "number" ? () => milliseconds : milliseconds;
    },
    answer(kind, times = FOREVER) {
      wrong = { kind, times };
    },
    reject(poison) {
      isPoison = poison;
    },
    heal() {
      failing = undefined;
      wrong = undefined;
      delay = () => 0;
      isPoison = undefined;
    },
    failing(at) {
      if (failing === undefined || at >= failing.until || failing.times <= 0) return undefined;
      failing.times -= 1;
      return failing;
    },
    wrong() {
      if (wrong === undefined || wrong.times <= 0) return undefined;
      wrong.times -= 1;
      return wrong.kind;
    },
    delayFor: (instances) => delay(instances),
    isPoison: (instance) => isPoison?.(instance) ?? false,
    get rejects() {
      return isPoison !== undefined;
    },
  };
}
