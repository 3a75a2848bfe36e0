import fc from "fast-check";
import type { EnrichedEvent } from "../../../shared/event/enriched.ts";
import { enrichedEvent } from "../../builders/enriched-event.ts";

const instant = fc
  .integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) })
  .map((ms) => new Date(ms).toISOString());
const amount = fc.oneof(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, 1e308, 5e-324),
);
const count = fc.nat();
const key = fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }).filter((text) => text.trim() !== "");

const optional = fc.record(
  {
    session_id: key,
    hour_of_day: fc.integer({ min: 0, max: 23 }),
    day_of_week: fc.integer({ min: 1, max: 7 }),
    is_weekend: fc.boolean(),
    is_late: fc.boolean(),
    is_bot: fc.boolean(),
    is_new_session: fc.boolean(),
    device_category: fc.constantFrom("desktop", "mobile", "tablet", "tv", "bot", "other"),
    referrer_medium: fc.constantFrom("internal", "search", "social", "email", "paid", "unknown"),
    utm_campaign: key,
    utm_source: key,
    product_id: key,
    price: amount,
    quantity: fc.integer({ min: -2147483648, max: 2147483647 }),
    geo_latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    geo_longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    zip_population: fc.nat({ max: 1e9 }),
    zip_median_income: amount,
    session_index: count,
    session_event_index: count,
    session_duration_ms: fc.nat({ max: 86_400_000 }),
    session_page_views: count,
    session_product_views: count,
    session_add_to_carts: count,
    session_purchases: count,
    session_cart_value: amount,
    seconds_since_last_event: fc.double({ min: 0, max: 1800, noNaN: true }),
    session_started_at: instant,
    metadata: fc.dictionary(fc.string({ maxLength: 5 }), key, { maxKeys: 3 }),
  },
  { requiredKeys: [] },
);

/** Any enriched event whose required fields and features' fields take all their values. */
export const anyEnrichedEvent: fc.Arbitrary<EnrichedEvent> = fc
  .tuple(
    fc.record({
      event_id: key,
      event_name: fc.constantFrom("page_view", "product_view", "purchase", "add_to_cart", "video_play"),
      event_time: instant,
    }),
    fc.constantFrom<Partial<EnrichedEvent>>({ user_id: "u" }, { user_id: undefined, anonymous_id: "a" }),
    optional,
  )
  .map(([required, user, rest]) => enrichedEvent({ ...required, ...user, ...rest }));
