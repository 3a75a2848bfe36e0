import { expect } from "@jest/globals";
import type { RunReport } from "../../scripts/local/run/report.ts";

type Query = (sql: string) => Promise<unknown[][]>;

/** One record in, exactly one place out. */
export function expectConserved({ events, broken }: RunReport): void {
  expect(broken).toEqual([]);
  expect(events.lost).toBe(0);
  expect(events.raw).toBeGreaterThan(0);
}

/**
 * A session of a device has the figures of its events, each counted once: its events are numbered 1 … n without a gap,
 * and the last of its running counts is the number of such events. Returns the sessions for which that is not true.
 */
export async function wrongSessions(query: Query): Promise<unknown[][]> {
  return query(`
    SELECT * FROM (
      SELECT
        coalesce(anonymous_id, user_id) AS device,
        session_id,
        count(*) AS events,
        count(DISTINCT session_event_index) AS numbers,
        max(session_event_index) AS last_number,
        max(session_page_views) - count(*) FILTER (WHERE event_name = 'page_view') AS page_views_off,
        max(session_product_views) - count(*) FILTER (WHERE event_name = 'product_view') AS product_views_off,
        max(session_add_to_carts) - count(*) FILTER (WHERE event_name = 'add_to_cart') AS add_to_carts_off,
        max(session_purchases) - count(*) FILTER (WHERE event_name = 'purchase') AS purchases_off
      FROM events_unique
      GROUP BY 1, 2
    )
    WHERE events <> numbers OR events <> last_number OR page_views_off <> 0 OR product_views_off <> 0
      OR add_to_carts_off <> 0 OR purchases_off <> 0`);
}

/** Events whose deliveries were not written alike. */
export async function differingDeliveries(query: Query): Promise<unknown[][]> {
  return query(`
    SELECT event_id FROM events GROUP BY event_id
    HAVING count(DISTINCT (processed_at, event_time, session_id, session_event_index, session_cart_value, geo_city)) > 1`);
}
