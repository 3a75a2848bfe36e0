import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { validateEvent } from "../../../shared/event/validate.ts";
import { eventValue, isValueLost, type ValuedEvent } from "../../../shared/event/value.ts";
import { rawEvent } from "../../builders/raw-event.ts";

test.each<{ description: string; event: ValuedEvent; value: number | undefined }>([
  { description: "nothing that names an amount", event: { quantity: 3 }, value: undefined },
  { description: "the price of one unit", event: { price: 9.95 }, value: 9.95 },
  { description: "price times quantity", event: { price: 0.1, quantity: 3 }, value: 0.3 },
  { description: "a price of nothing", event: { price: 0 }, value: 0 },
  {
    description: "the sum of the items, one unit of each unless given",
    event: { price: 1, items: [{ price: 10, quantity: 2 }, { price: 5 }] },
    value: 25,
  },
  {
    description: "the price, where no item has one",
    event: { price: 7, items: [{ product_id: "p" }] },
    value: 7,
  },
  { description: "an empty list of items", event: { price: 7, items: [] }, value: 7 },
  {
    description: "what was paid for the order, before its items and its price",
    event: { order_value: 20, price: 1, items: [{ price: 10, quantity: 2 }] },
    value: 20,
  },
  { description: "an order that was a present", event: { order_value: 0, price: 9 }, value: 0 },
  { description: "a refund", event: { price: -12.5, quantity: 2 }, value: -25 },
  { description: "an absurd amount", event: { price: 1e308, quantity: 2e9 }, value: 1e11 },
])("the value is $value of $description", ({ event, value }) => {
  expect(eventValue(event)).toBe(value);
});

test("cents add up", () => {
  const cents = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(fc.array(cents, { minLength: 1, maxLength: 50 }), (prices) => {
      const items = prices.map((price) => ({ price: price / 100 }));
      expect(eventValue({ items })).toBe(prices.reduce((sum, price) => sum + price, 0) / 100);
    }),
  );
});

test.each([
  { description: "all that it says", event: { price: 10, quantity: 2 }, lost: false },
  { description: "units of a part", event: { price: 10, quantity: 1.5 }, lost: true },
  { description: "units in words", event: { price: 10, quantity: "three" }, lost: true },
  { description: "a price in words", event: { price: "$5" }, lost: true },
  {
    description: "an order of words, beside a price",
    event: { order_value: "1.299,00", price: 10 },
    lost: true,
  },
  {
    description: "an order, beside a price in words",
    event: { order_value: 20, price: "free", items: [{ price: "$5" }] },
    lost: false,
  },
  {
    description: "items of which one has a price in words",
    event: { items: [{ price: "$1,299.00" }, { price: 5 }] },
    lost: true,
  },
  { description: "items in words", event: { items: "two pots", price: 5 }, lost: true },
  { description: "items of which one is none", event: { items: [{ price: 5 }, "a pot"] }, lost: true },
  {
    description: "more items than are kept",
    event: { items: Array.from({ length: 201 }, () => ({ price: 1 })) },
    lost: true,
  },
  {
    description: "items of which one has too long a name",
    event: { items: [{ price: 5, name: "x".repeat(600) }] },
    lost: false,
  },
  {
    description: "items, beside a price in words",
    event: { items: [{ price: 5 }], price: "$5" },
    lost: false,
  },
  { description: "something else that does not fit", event: { price: 5, timezone: "Mars" }, lost: false },
])("of what did not fit an event with $description has lost its value: $lost", ({ event, lost }) => {
  const validated = validateEvent({ ...rawEvent(), ...event });
  expect(validated.valid && isValueLost(validated.event, validated.marks)).toBe(lost);
});
