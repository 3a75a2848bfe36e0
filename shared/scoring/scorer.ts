import { ScoringCall } from "./call.ts";
import { realClock } from "./clock.ts";
import { newScoringEnvironment, type ScoringEnvironment } from "./environment.ts";
import { httpTransport } from "./http.ts";
import type { RequestReport, Scorer, TimeAndChance, Transport } from "./ports.ts";

export interface ScorerOptions {
  /** Address of the predict method. */
  url: string;
  /** The bearer token, asked for at every call; undefined where the model takes none. */
  token(): Promise<string | undefined>;
  /** Longest wait for one response, ms. */
  timeout: number;
  /** Time after reading within which an event should be scored, ms. */
  budget: number;
  /** Largest number of instances in one request. */
  maxBatch: number;
  /** Largest number of requests under way at once. */
  concurrency: number;
  report?(request: RequestReport): void;
  transport?: Transport;
  clock?: TimeAndChance;
}

/**
 * Scores events by the model. What it learns (how long requests take, whether the service is up) is shared between
 * calls and kept as long as the execution environment lives.
 */
export function createScorer(options: ScorerOptions): Scorer {
  const transport =
    options.transport ?? httpTransport({ url: options.url, connections: options.concurrency });
  const environment: ScoringEnvironment = newScoringEnvironment({
    ...options,
    transport,
    clock: options.clock ?? realClock,
  });

  return {
    async score(events, { readAt, deadline }, take) {
      const token = await options.token();
      return new ScoringCall(environment, events, { readAt, deadline, token, take }).run();
    },
    close: () => transport.close(),
  };
}
