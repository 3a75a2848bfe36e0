import { enrichedFields } from "../../shared/event/enriched.ts";
import { attributeNumbers, scanLayoutOf } from "../../shared/event/scan/attributes.ts";
import { TextCache } from "../../shared/event/scan/text-cache.ts";
import { EventScanner } from "../../shared/event/scan.ts";
import type { ScoringEvent } from "../../shared/features/scoring-event.ts";

/** What an enriched event needs for its prediction's key. Any other attribute may be absent, but must have its type. */
export const requiredNames = ["event_id", "event_name", "app_id", "event_time"] as const;

/** For one line at a time; nothing of it outlives the call. */
const scanner = new EventScanner(scanLayoutOf(enrichedFields, requiredNames));

const at = attributeNumbers(enrichedFields);

/** Texts of which there are few. */
const few = new TextCache(1_024, (text) => text);

/**
 * What scoring reads of an enriched event, found in the bytes of its line: in less than half of the time that the parser and
 * the look at each attribute take. Each has the same properties, so that the features meet objects of one shape alone.
 * @returns undefined of a line that is no valid event, or is not in the form in which the pipeline writes one
 */
export function scanLine(line: Uint8Array): ScoringEvent | undefined {
  const event = scanner.scan(line);
  if (!event?.usual) return undefined;
  return {
    event_id: event.string(at.event_id)!,
    event_name: event.of(at.event_name, few)!,
    event_time: event.string(at.event_time)!,
    user_id: event.string(at.user_id),
    anonymous_id: event.string(at.anonymous_id),
    person_id: event.string(at.person_id),
    session_id: event.string(at.session_id),
    hour_of_day: event.number(at.hour_of_day),
    day_of_week: event.number(at.day_of_week),
    is_weekend: event.flag(at.is_weekend),
    is_late: event.flag(at.is_late),
    device_category: event.of(at.device_category, few),
    is_bot: event.flag(at.is_bot),
    is_new_session: event.flag(at.is_new_session),
    session_index: event.number(at.session_index),
    session_event_index: event.number(at.session_event_index),
    session_duration_ms: event.number(at.session_duration_ms),
    session_page_views: event.number(at.session_page_views),
    session_product_views: event.number(at.session_product_views),
    session_add_to_carts: event.number(at.session_add_to_carts),
    session_purchases: event.number(at.session_purchases),
    session_cart_value: event.number(at.session_cart_value),
    seconds_since_last_event: event.number(at.seconds_since_last_event),
    purchases_before: event.number(at.purchases_before),
    days_since_session: event.number(at.days_since_session),
    product_id: event.of(at.product_id, few),
    price: event.number(at.price),
    value: event.number(at.value),
    geo_latitude: event.number(at.geo_latitude),
    geo_longitude: event.number(at.geo_longitude),
    zip_population: event.number(at.zip_population),
    zip_median_income: event.number(at.zip_median_income),
    referrer_medium: event.of(at.referrer_medium, few),
    utm_campaign: event.of(at.utm_campaign, few),
    utm_source: event.of(at.utm_source, few),
  } satisfies Record<keyof ScoringEvent, unknown>;
}
