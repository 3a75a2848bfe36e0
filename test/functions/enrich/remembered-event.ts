import fc from "fast-check";
import { notTold, toldBy } from "../../../functions/enrich/session/arrival.ts";
import type { Added } from "../../../functions/enrich/write/memory.ts";
import { plainValue } from "../../../functions/enrich/write/plain-values.ts";
import { noMarks } from "../../../shared/event/validate.ts";
import { enrichment } from "../../builders/enrichment.ts";
import { touchOf } from "../../builders/touch.ts";

type Values = Readonly<Record<string, number | boolean | undefined>>;

/** Values of plain fields by their names, in the places where enrichment has them. */
export const numbersOf = (values: Values): number[] =>
  enrichment.plain.map(({ name }) => plainValue(values[name]));

export const NOW = 1_800_000_000_000;

const count = fc.nat();
const money = fc.integer({ min: 0, max: 1e12 }).map((value) => value / 10_000);
const time = fc.integer({ min: 0, max: NOW });

const place = fc.record({
  country: fc.constantFrom("", "DE"),
  region: fc.string(),
  city: fc.string({ unit: "grapheme" }),
  latitude: fc.constantFrom(52.52, -33.8688, undefined),
  longitude: fc.constantFrom(13.405, -70.5),
  timezone: fc.constantFrom("", "Europe/Berlin"),
});
const area = fc.record({ state: fc.constantFrom("NY", "a\tb\\"), population: count, median_income: money });

/** Values of every plain field of an event that was enriched now. */
const plainValues = fc
  .record({
    event_time: time,
    is_late: fc.boolean(),
    hour_of_day: fc.integer({ min: 0, max: 23 }),
    day_of_week: fc.integer({ min: 1, max: 7 }),
    is_weekend: fc.boolean(),
    session_duration_ms: count,
    seconds_since_last_event: fc.option(
      count.map((ms) => ms / 1000),
      { nil: undefined },
    ),
    session_event_index: count,
    session_page_views: count,
    session_product_views: count,
    session_add_to_carts: count,
    session_purchases: count,
    session_cart_value: fc.option(money, { nil: undefined }),
  })
  .map((values) => ({
    ...values,
    processed_at: NOW,
    is_new_session: values.seconds_since_last_event === undefined,
  }));

const arrived = fc
  .constantFrom(undefined, "google", "a\tb")
  .map((source) =>
    source === undefined ? notTold : toldBy(touchOf({ utm_source: source, utm_medium: "cpc" })),
  );

/** What the tables of the core may have; of one that is not listed nothing is found. */
const tables: Readonly<Record<string, fc.Arbitrary<object>>> = { geo: place, zip: area };

const lookedUp = enrichment.lookUps.map((lookUp) =>
  fc
    .option(tables[lookUp.step.name] ?? fc.constant(undefined), { nil: undefined })
    .map((value) => lookUp.of(value)),
);

/** What may be remembered of an event. */
export const rememberedEvent: fc.Arbitrary<Added["remembered"]> = fc.record({
  numbers: plainValues.map(numbersOf),
  person: fc.string({ minLength: 1 }),
  session: fc.record({ id: fc.string({ minLength: 1 }), index: count, startedAt: time }),
  found: fc.tuple(fc.tuple(...lookedUp), arrived).map(([found, by]) => [...found, enrichment.touches.of(by)]),
  outcome: fc
    .constantFrom("ok" as const, "stale" as const, "index_stale" as const)
    .map((session) => enrichment.outcomes.of(["ok", undefined], "ok", session, [], noMarks)),
});
