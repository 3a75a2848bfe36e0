import type { LatencyHop, Percentiles } from "../run/latency.ts";

/** Where events are counted on their way, in the order of the flow. */
export const stageNames = ["read", "raw", "enriched", "predicted", "archived", "failed"] as const;
export type StageName = (typeof stageNames)[number];

/** What the page shows of the streams; refreshed every second. Rates are events a second over the last few seconds. */
export interface PageState {
  uptime_s: number;
  /** When the live traffic began, epoch ms; undefined while the past weeks come first. */
  live_since?: number | undefined;
  /** How much of the past weeks is there, 0 to 1; undefined where there are none, or all of it is. */
  history_share?: number | undefined;
  stages: { name: StageName; count: number; rate: number }[];
  latency_ms: Record<LatencyHop, Percentiles>;
  /** Time within which an event should be scored, ms. */
  budget_ms: number;
  outstanding: { enrich: number; predict: number };
  redelivered: { raw: number; enriched: number };
  failed: Record<string, Record<string, number>>;
  iterator_age_ms: Record<string, number>;
  /** Age of the oldest event that is read for the archive and not yet in it, ms. */
  archive_age_ms: number;
  sessions: number;
  /** Persons with an event in the last minutes. */
  active: { five_minutes: number; thirty_minutes: number };
  accounting: AccountingLine[];
  redis: string;
  aws: string;
}

/** An equation of the accounting as it stands; `under_way` is what is missing on its right side while the run goes on. */
export interface AccountingLine {
  name: string;
  left: number;
  right: number;
  parts: string;
  under_way: number;
}

/** The streams over the last seconds. */
export interface SeriesPoint {
  /** Epoch ms. */
  at: number;
  rates: Record<StageName, number>;
  latency_ms: Record<LatencyHop, Pick<Percentiles, "p50" | "p95">>;
  active: number;
}
