import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Enrichment } from "../../../../functions/enrich/enrichment.ts";
import { type ReadEvent, readEvent } from "../../../../functions/enrich/read.ts";
import { toldBy } from "../../../../functions/enrich/session/arrival.ts";
import { textStep } from "../../../../functions/enrich/step.ts";
import { stepsOf } from "../../../../functions/enrich/steps.ts";
import { stepFields } from "../../../../shared/event/enriched.ts";
import { noMarks } from "../../../../shared/event/validate.ts";
import type { Touch } from "../../../../shared/steps/touch.ts";
import { enrichment } from "../../../builders/enrichment.ts";
import { rawEvent } from "../../../builders/raw-event.ts";
import { streamRecord } from "../../../builders/stream-record.ts";
import { numbersOf } from "../remembered-event.ts";

const AT = Date.parse("2026-03-04T10:00:00.000Z");
const event = rawEvent({
  ip: "203.0.113.7",
  price: 9.95,
  page_url:
    "https://shop.example/p?utm_source=a&utm_medium=b&utm_campaign=c&utm_term=d&utm_content=e&utm_id=f&utm_source_platform=g&utm_creative_format=h&utm_marketing_tactic=i&gclid=j",
  page_referrer: "https://www.google.com/",
  user_agent:
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
});
const bytes = Buffer.from(JSON.stringify(event));
const read = readEvent(bytes, streamRecord(bytes), 0, enrichment) as ReadEvent;
const session = { id: "s-1", index: 1, startedAt: AT };

function written(values: Record<string, number | boolean | undefined>, index = 1): Record<string, unknown> {
  const numbers = numbersOf({ event_time: AT, processed_at: AT + 1, is_late: false, ...values });
  const outcome = enrichment.outcomes.of([], "ok", "ok", [], noMarks);
  const remembered = {
    numbers,
    person: "u-1",
    session: { ...session, index },
    found: enrichment.nothingFound,
    outcome,
  };
  return JSON.parse(enrichment.lines.text({ event: read, remembered }));
}

/** Around the bounds up to which the numbers of a session are written once. */
const number = fc.oneof(
  fc.nat(3),
  fc.integer({ min: 126, max: 129 }),
  fc.integer({ min: 1022, max: 1026 }),
  fc.nat(),
);
const absent = { nil: undefined };
const thousandths = number.map((value) => value / 1000);

test("a line has the numbers of its session, however large, and nothing of those that are not known", () => {
  const sessions = fc.record({
    session_duration_ms: number,
    seconds_since_last_event: fc.option(thousandths, absent),
    is_new_session: fc.boolean(),
    session_event_index: number,
    session_page_views: fc.option(number, absent),
    session_product_views: number,
    session_add_to_carts: number,
    session_purchases: fc.option(number, absent),
    session_cart_value: fc.integer({ min: 0, max: 1e9 }).map((tenThousandths) => tenThousandths / 10_000),
  });
  fc.assert(
    fc.property(sessions, number, (values, index) => {
      const line = written(values, index);
      expect(line).toMatchObject({
        session_id: "s-1",
        session_index: index,
        session_started_at: "2026-03-04T10:00:00.000Z",
      });
      for (const [name, value] of Object.entries(values)) expect(line[name]).toEqual(value);
    }),
    { numRuns: 1000 },
  );
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  "a number that JSON cannot hold is left out: %s",
  (value) => {
    expect(written({ session_cart_value: value })).not.toHaveProperty("session_cart_value");
    const area = { state: "NY", population: value, median_income: 1 };
    const found = enrichment.lookUps[1]!.of(area);
    expect(JSON.parse(`{"a":1${Buffer.from(found.json)}}`)).toEqual({
      a: 1,
      zip_state: "NY",
      zip_median_income: 1,
    });
    expect(found.text.split("\t").slice(0, 3)).toEqual(["NY", "", "1"]);
  },
);

const fullTouch: Touch = {
  referrer_medium: "search",
  referrer_source: "Google",
  utm_source: "s",
  utm_medium: "m",
  utm_campaign: "c",
  utm_term: "t",
  utm_content: "o",
  click_id_source: "gclid",
};

test("fields stand in the order of the schema", () => {
  const found = [
    ...enrichment.lookUps.map((lookUp) =>
      lookUp.ofValues(Object.fromEntries(lookUp.names.map((name) => [name, 1]))),
    ),
    enrichment.touches.of(toldBy(fullTouch)),
  ];
  const numbers = enrichment.plain.map(() => 1);
  const outcome = enrichment.outcomes.of(["ok", "ok"], "ok", "ok", [], noMarks);
  const line = JSON.parse(
    enrichment.lines.text({ event: read, remembered: { numbers, person: "u-1", session, found, outcome } }),
  );
  const given = Object.values(stepFields).flatMap((fields) => Object.keys(fields));
  expect(Object.keys(line).filter((name) => given.includes(name))).toEqual(given);
  expect(Object.keys(line).slice(-2)).toEqual(["enrichment_status", "pipeline_version"]);
});

describe("a step that fails", () => {
  const steps = stepsOf({ addressKey: "key" });
  const failing = (of: () => never, limitMs?: number) =>
    new Enrichment(
      { ...steps, page: textStep("page", { reads: "page_url", ...(limitMs && { limitMs }), of }) },
      "1.0.0",
    );
  const lineOf = (made: Enrichment) => {
    const event = readEvent(bytes, streamRecord(bytes), 0, made) as ReadEvent;
    const outcome = made.outcomes.of(["ok"], "ok", "ok", event.failedSteps, event.marks);
    const remembered = {
      numbers: made.plain.map(() => Number.NaN),
      person: "u-1",
      session,
      found: made.nothingFound,
      outcome,
    };
    return JSON.parse(made.lines.text({ event, remembered }));
  };

  test("costs its own fields and says so, as often as it fails", () => {
    let failures = 0;
    const made = failing(() => {
      failures += 1;
      throw new Error("a mistake");
    });
    for (let time = 0; time < 3; time += 1) {
      const line = lineOf(made);
      expect(line).toMatchObject({
        utm_source: "a",
        enrichment_status: { page: "error", person: "ok", session: "ok" },
      });
      expect(line).not.toHaveProperty("page_host");
    }
    expect(failures).toBe(3);
  });

  test("is one that outlasts its limit, too", () => {
    const slow = (() => {
      const end = performance.now() + 5;
      while (performance.now() < end);
      return { page_host: "shop.example", page_path: "/" };
    }) as () => never;
    expect(lineOf(failing(slow, 1)).enrichment_status).toEqual({
      geo: "ok",
      page: "error",
      person: "ok",
      session: "ok",
    });
    expect(lineOf(failing(slow)).page_host).toBe("shop.example");
  });
});
