import type { FeatureValues } from "../features/features.ts";
import type { ScoringEvent } from "../features/scoring-event.ts";

/**
 * Port to the model's HTTP endpoint. Failures of network and service are values; it throws only for programming
 * errors.
 */
export interface Transport {
  /** Sends one predict request and waits at most `timeout` ms for the whole response. */
  post(body: string, token: string | undefined, timeout: number): Promise<ModelReply>;
  close(): Promise<void>;
}

export type ModelReply =
  | { kind: "answer"; status: number; headers: Record<string, string | string[] | undefined>; body: string }
  | { kind: "timeout"; message: string }
  | { kind: "unreachable"; message: string }
  /** Something came back that is no HTTP response of acceptable size. */
  | { kind: "unreadable"; message: string };

/** A number, or any JSON object or array. */
export type Prediction = number | object;

export interface Scored {
  event: ScoringEvent;
  features: FeatureValues;
  /** The features as the table's item has them (`FeatureTexts.item`). */
  itemFeatures: string;
  prediction: Prediction;
  modelVersion: string;
  /** When the response came, epoch ms. */
  scoredAt: number;
}

/** An event that the model refused twice, each time alone in its request. */
export interface Rejected {
  event: ScoringEvent;
  /** HTTP status; 200 where the response had no prediction for it. */
  status: number;
  message: string;
}

/** What became of the events that were not scored, each in one of the two lists. */
export interface Unscored {
  rejected: Rejected[];
  /** Not scored because time ran out or the model did not respond; the same call may succeed later. */
  unscored: ScoringEvent[];
  /** The last failure of a request, for the message to a person. */
  lastError: string | undefined;
}

export interface Scorer {
  /**
   * Scores all events, those that can still be on time first, and hands them over response by response. Times in epoch
   * ms; it returns by `deadline`.
   * Throws `ModelFault` when only a change of configuration can help (401, 403, 404, redirects).
   */
  score(
    events: readonly ScoringEvent[],
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
  /** 0 when there was no response. */
  status: number;
  /** Whether this request opened the circuit breaker. */
  opened: boolean;
  /** Why it predicted nothing although the model may be used: a part of a sentence that quotes no event. */
  problem: string | undefined;
}

/** The model cannot be used with this configuration; retries cannot help. */
export class ModelFault extends Error {
  override name = "ModelFault";
}

/** Time and random numbers, so that a simulation can control both. */
export interface TimeAndChance {
  /** Epoch milliseconds. */
  now(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Resolves after that many ms, or at once when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<unknown>;
}
