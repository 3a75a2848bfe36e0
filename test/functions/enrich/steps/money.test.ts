import { describe, expect, test } from "@jest/globals";
import type { ReadEvent } from "../../../../functions/enrich/read.ts";
import { readEvent } from "../../../../functions/enrich/read.ts";
import { valueInBase } from "../../../../functions/enrich/steps/money.ts";
import type { EnrichedEvent } from "../../../../shared/event/enriched.ts";
import type { LookUpResult } from "../../../../shared/redis/facts.ts";
import { enrichment } from "../../../builders/enrichment.ts";
import { type MemoryFacts, memoryFacts } from "../../../builders/memory-facts.ts";
import { rawEvent } from "../../../builders/raw-event.ts";
import { streamRecord } from "../../../builders/stream-record.ts";
import { enrichBy } from "../enriching.ts";

const rates = (rate: number | undefined) => ({ at: () => rate });
const known = () =>
  memoryFacts({
    rates: new Map([
      ["EUR", rates(1)],
      ["USD", rates(0.92)],
      ["GBP", rates(undefined)],
    ]),
  });

async function enriched(event: Record<string, unknown>, facts = known()): Promise<EnrichedEvent> {
  const bytes = Buffer.from(JSON.stringify(rawEvent(event)));
  return JSON.parse((await enrichBy({ facts }, bytes)).lines[0]!);
}

describe("value_base", () => {
  test.each([
    ["a price in another currency", { price: 9.99, quantity: 3, currency: "USD" }, 27.5724, "ok"],
    ["an order in another currency", { order_value: 25, price: 3, currency: "USD" }, 23, "ok"],
    ["an amount in the base", { price: 19.99, currency: "EUR" }, 19.99, "ok"],
    ["an amount of 0", { price: 0, currency: "USD" }, 0, "ok"],
    ["the largest amount", { order_value: 1e11, currency: "USD" }, 92_000_000_000, "ok"],
    ["a currency without a rate on that day", { price: 5, currency: "GBP" }, undefined, "missing"],
    ["an unknown currency", { price: 5, currency: "XXX" }, undefined, "missing"],
    ["no amount", { currency: "USD" }, undefined, undefined],
    ["no currency", { price: 5 }, undefined, undefined],
    ["an empty currency", { price: 5, currency: "" }, undefined, undefined],
  ])("of %s", async (_what, event, value, status) => {
    const { value_base, enrichment_status } = await enriched(event);
    expect([value_base, enrichment_status?.money]).toEqual([value, status]);
  });

  const answering = (answer: LookUpResult<object>): MemoryFacts => {
    const facts = known();
    const read = facts.read.bind(facts);
    facts.read = async (...wanted) => ({ ...(await read(...wanted)), table: () => () => answer });
    return facts;
  };
  const usd = { price: 10, currency: "USD" };

  test.each([
    ["stale rates", { status: "stale", value: rates(0.5) }, 5, "stale"],
    ["stale rates without that day", { status: "stale", value: rates(undefined) }, undefined, "missing"],
    ["rates that nobody can read", { status: "error" }, undefined, "error"],
    ["rates out of reach", { status: "missing" }, undefined, "missing"],
    ["a table of another kind", { status: "ok", value: {} }, undefined, "error"],
  ] as const)("by %s", async (_what, answer, value, status) => {
    const { value_base, enrichment_status } = await enriched(usd, answering(answer));
    expect([value_base, enrichment_status?.money]).toEqual([value, status]);
  });

  test("goes by the day of event_time, not of receipt", () => {
    const times: number[] = [];
    const event = { event: { value: 1 }, eventTime: 1_000, receivedAt: 9_000 } as never;
    valueInBase.of({ at: (instant: number) => times.push(instant) }, event);
    expect(times).toEqual([1_000]);
  });
});

test("a redelivered event keeps the value that it got, whatever the rates are by then", async () => {
  const facts = known();
  const bytes = Buffer.from(JSON.stringify(rawEvent({ price: 9.99, currency: "USD" })));
  const first = await enrichBy({ facts }, bytes);
  facts.rates.set("USD", rates(0.5));
  expect((await enrichBy({ facts, now: Date.parse("2026-03-04T11:00:00Z") }, bytes)).lines).toEqual(
    first.lines,
  );
  facts.rates.delete("USD");
  expect((await enrichBy({ facts }, bytes)).lines).toEqual(first.lines);
  expect(JSON.parse(first.lines[0]!)).toMatchObject({
    value_base: 9.1908,
    enrichment_status: { money: "ok" },
  });
});

test("nothing is looked up for an event without a value", () => {
  const keysOf = (event: Record<string, unknown>) => {
    const bytes = Buffer.from(JSON.stringify(rawEvent(event)));
    return (readEvent(bytes, streamRecord(bytes), 0, enrichment) as ReadEvent).keys.at(-1);
  };
  expect(enrichment.tables.at(-1)).toBe("rates");
  expect(keysOf({ currency: "USD" })).toBeUndefined();
  expect(keysOf({ currency: "USD", price: 1 })).toBe("USD");
});
