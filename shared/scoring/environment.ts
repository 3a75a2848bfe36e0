import { type Breaker, closed } from "./breaker.ts";
import { LatencyModel } from "./latency-model.ts";
import type { Clock, RequestReport, Transport } from "./ports.ts";

export interface EnvironmentOptions {
  url: string;
  timeout: number;
  budget: number;
  maxBatch: number;
  concurrency: number;
  transport: Transport;
  clock: Clock;
  report?(request: RequestReport): void;
}

/** What outlives a call: the settings, and what the requests so far have taught. */
export interface Environment extends EnvironmentOptions {
  readonly latency: LatencyModel;
  breaker: Breaker;
}

export const newEnvironment = (options: EnvironmentOptions): Environment => ({
  ...options,
  latency: new LatencyModel(),
  breaker: closed,
});
