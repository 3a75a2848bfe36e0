import type { PageState } from "../../scripts/local/page/state.ts";

const none = { p50: 0, p95: 0, p99: 0, max: 0 };

/** What the page shows of a run that has just begun. */
export const pageState = (override: Partial<PageState> = {}): PageState => ({
  uptime_s: 3,
  live_since: 1_000,
  stages: [{ name: "raw", count: 7, rate: 2 }],
  latency_ms: {
    produce: none,
    enrich: { ...none, p50: 40 },
    predict: none,
    end_to_end: { ...none, p95: 80 },
  },
  budget_ms: 100,
  outstanding: { enrich: 1, predict: 2 },
  redelivered: { raw: 0, enriched: 0 },
  failed: { decode: { not_json: 3 } },
  iterator_age_ms: { 'en"rich': 1500 },
  archive_age_ms: 0,
  sessions: 1,
  active: { five_minutes: 2, thirty_minutes: 3 },
  accounting: [],
  redis: "embedded",
  aws: "http://127.0.0.1:1",
  ...override,
});
