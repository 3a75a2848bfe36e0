import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { SessionValues } from "../../../functions/enrich/decided.ts";
import { type ReadEvent, readEvent } from "../../../functions/enrich/read.ts";
import { renderLine } from "../../../functions/enrich/render.ts";
import { addressesBy } from "../../../functions/enrich/steps/address.ts";
import { surroundingsOf } from "../../../functions/enrich/surroundings.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { streamRecord } from "../../builders/stream-record.ts";

const AT = Date.parse("2026-03-04T10:00:00.000Z");
const bytes = Buffer.from(JSON.stringify(rawEvent()));
const read = readEvent(bytes, AT, addressesBy("key")) as ReadEvent;

function rendered(session: SessionValues): Record<string, unknown> {
  const decided = {
    eventTime: AT,
    processedAt: AT + 1,
    hourOfDay: 10,
    dayOfWeek: 3,
    isLate: false,
    surroundings: surroundingsOf(undefined, undefined, "ok", "1.0.0"),
    session,
  };
  const decoded = { ...read, bytes, record: streamRecord(bytes), index: 0 };
  return JSON.parse(renderLine({ decoded, decided }));
}

/** Around the bounds up to which the numbers of a session are rendered once. */
const number = fc.oneof(
  fc.nat(3),
  fc.integer({ min: 126, max: 129 }),
  fc.integer({ min: 1022, max: 1026 }),
  fc.nat(),
);

test("a line has the numbers of its session, however large", () => {
  const sessions = fc.record({
    id: fc.constant("s-1"),
    index: number,
    startedAt: fc.constant(AT),
    eventIndex: number,
    durationMs: number,
    pageViews: number,
    productViews: number,
    addToCarts: number,
    purchases: number,
    cartValue: fc.integer({ min: 0, max: 1e9 }).map((tenThousandths) => tenThousandths / 10_000),
    sinceLastMs: fc.option(number, { nil: undefined }),
  });
  fc.assert(
    fc.property(sessions, (session) => {
      expect(rendered(session)).toMatchObject({
        session_id: session.id,
        session_index: session.index,
        session_event_index: session.eventIndex,
        session_started_at: "2026-03-04T10:00:00.000Z",
        session_duration_ms: session.durationMs,
        session_page_views: session.pageViews,
        session_product_views: session.productViews,
        session_add_to_carts: session.addToCarts,
        session_purchases: session.purchases,
        session_cart_value: session.cartValue,
        is_new_session: session.sinceLastMs === undefined,
        ...(session.sinceLastMs !== undefined && { seconds_since_last_event: session.sinceLastMs / 1000 }),
      });
    }),
    { numRuns: 1000 },
  );
});
