import type { EnrichedEvent } from "../event/enriched.ts";
import type { Features } from "../features/features.ts";

/** Port to the model's HTTP endpoint. What may happen on the way is a value; it throws for programming errors only. */
export interface Transport {
  /** Sends one predict request and waits at most `timeout` ms for the whole answer. */
  post(body: string, token: string | undefined, timeout: number): Promise<Reply>;
  close(): Promise<void>;
}

export type Reply =
  | { kind: "answer"; status: number; headers: Record<string, string | string[] | undefined>; body: string }
  | { kind: "timeout"; message: string }
  | { kind: "unreachable"; message: string }
  /** Something came back that is no HTTP answer of acceptable size. */
  | { kind: "unreadable"; message: string };

/** A number, or any JSON object or array. */
export type Prediction = number | object;

export interface Scored {
  event: EnrichedEvent;
  features: Features;
  prediction: Prediction;
  modelVersion: string;
  /** When the answer came, epoch ms. */
  scoredAt: number;
}

/** An event that the model refused twice, each time alone in its request. */
export interface Rejected {
  event: EnrichedEvent;
  /** HTTP status; 200 where the response had no prediction for it. */
  status: number;
  message: string;
}

/** What became of the events that were not scored, each in one of the two lists. */
export interface Unscored {
  rejected: Rejected[];
  /** Not scored for want of time or of an answering model; the same call may succeed later. */
  unscored: EnrichedEvent[];
  /** What last went wrong on the way to the model, for the message to a person. */
  lastError: string | undefined;
}

export interface Scorer {
  /**
   * Scores all events, those that can still be on time first, and hands them over answer by answer. Times in epoch
   * ms; it answers by `deadline`.
   * Throws `ModelFault` when only a change of configuration can help (401, 403, 404, redirects).
   */
  score(
    events: readonly EnrichedEvent[],
    times: { readAt: number; deadline: number },
    take: (scored: readonly Scored[]) => void,
  ): Promise<Unscored>;
  close(): Promise<void>;
}

/** One finished request, for the metrics. */
export interface RequestReport {
  instances: number;
  milliseconds: number;
  outcome: "predicted" | "retried" | "isolated" | "faulty";
  /** 0 when there was no answer. */
  status: number;
  /** Whether this request opened the circuit breaker. */
  opened: boolean;
}

/** The model cannot be used as it is configured; retries cannot help. */
export class ModelFault extends Error {
  override name = "ModelFault";
}

/** Time and chance, so that a simulation can hold both. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Resolves after that many ms, or at once when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<unknown>;
}
