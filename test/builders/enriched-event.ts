import type { EnrichedEvent } from "../../shared/event/enriched.ts";

/** An enriched event with nothing in it that is not required; the test says only what matters to it. */
export function enrichedEvent(override: Partial<EnrichedEvent> = {}): EnrichedEvent {
  return {
    event_id: "e-1",
    event_name: "page_view",
    app_id: "shop",
    user_id: "u-1",
    client_created_at: "2026-03-04T10:00:00.000Z",
    event_time: "2026-03-04T10:00:00.000Z",
    processed_at: "2026-03-04T10:00:02.000Z",
    pipeline_version: "0.1.0",
    ...override,
  };
}

/** Events `e-0`, `e-1`, … each of another user. */
export const enrichedEvents = (count: number): EnrichedEvent[] =>
  Array.from({ length: count }, (_, index) =>
    enrichedEvent({ event_id: `e-${index}`, user_id: `u-${index}` }),
  );
