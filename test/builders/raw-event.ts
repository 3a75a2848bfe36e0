import type { RawEvent } from "../../shared/event/raw.ts";

/** A valid raw event; the test says only what matters to it. */
export function rawEvent(override: Partial<RawEvent> & Record<string, unknown> = {}): RawEvent {
  return {
    event_id: "e-1",
    event_name: "page_view",
    app_id: "shop",
    client_created_at: "2026-03-04T10:00:00.000Z",
    received_at: "2026-03-04T10:00:01.000Z",
    user_id: "u-1",
    ...override,
  };
}
