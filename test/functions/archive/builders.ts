import type { FilingRules } from "../../../functions/archive/filing.ts";

export const ARCHIVE_NOW = Date.parse("2026-03-01T12:30:00.000Z");

export const filingRules: FilingRules = { folders: new Set(["web", "shop"]), firstDay: "2009-01-01" };

/** An enriched event as it stands in a pack. */
export const archivedEvent = (override: Record<string, unknown> = {}) => ({
  event_id: "e1",
  event_name: "page_view",
  app_id: "shop",
  client_created_at: "2026-03-01T12:00:00.000Z",
  event_time: "2026-03-01T12:00:00.000Z",
  processed_at: "2026-03-01T12:00:01.000Z",
  pipeline_version: "0.1.0",
  user_id: "u1",
  metadata: { source: "web" },
  source: "web",
  is_bot: false,
  hour_of_day: 12,
  geo_latitude: 47.5,
  session_duration_ms: 6_000_000_000,
  ...override,
});

export const archivedLine = (override: Record<string, unknown> = {}) =>
  JSON.stringify(archivedEvent(override));
