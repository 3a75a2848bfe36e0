import type { LatencyHop, Percentiles } from "../run/latency.ts";
import type { FailureShown } from "../run/live.ts";

/** What the page shows; refreshed every second. Rates are events a second over the last few seconds. */
export interface PageState {
  uptime_s: number;
  stages: { name: string; count: number; rate: number }[];
  latency_ms: Record<LatencyHop, Percentiles>;
  /** Time within which an event should be scored, ms. */
  budget_ms: number;
  outstanding: { enrich: number; predict: number };
  redelivered: { raw: number; enriched: number };
  failed: Record<string, Record<string, number>>;
  iterator_age_ms: Record<string, number>;
  sessions: number;
  funnel: { name: string; count: number }[];
  pages: { name: string; count: number }[];
  devices: { name: string; count: number }[];
  failures: FailureShown[];
  predictions: { event_id: string; user: string; prediction: string; at: number }[];
  redis: string;
  aws: string;
}
