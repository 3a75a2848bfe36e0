import { type Breaker, closed } from "./breaker.ts";
import { LatencyModel } from "./latency-model.ts";
import type { RequestReport, TimeAndChance, Transport } from "./ports.ts";

export interface ScoringEnvironmentOptions {
  url: string;
  timeout: number;
  budget: number;
  maxBatch: number;
  concurrency: number;
  transport: Transport;
  clock: TimeAndChance;
  report?(request: RequestReport): void;
}

/** What is kept between calls: the settings, the latency model and the breaker. */
export interface ScoringEnvironment extends ScoringEnvironmentOptions {
  readonly latency: LatencyModel;
  breaker: Breaker;
}

export const newScoringEnvironment = (options: ScoringEnvironmentOptions): ScoringEnvironment => ({
  ...options,
  latency: new LatencyModel(),
  breaker: closed,
});
