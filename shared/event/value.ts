import type { RawEvent } from "./raw.ts";

/** What the value of an event follows from. */
export type ValuedEvent = Pick<RawEvent, "order_value" | "items" | "price" | "quantity">;

const MAX_MONEY = 1e11;

/** Four decimals hold every currency's smallest unit and keep binary fractions from adding up. */
export const fourDecimals = (amount: number): number => Math.round(amount * 10_000) / 10_000;

/** An amount as it is kept; the bounds keep an absurd price from becoming an Infinity, which JSON cannot hold. */
export const money = (amount: number): number =>
  fourDecimals(Math.min(Math.max(amount, -MAX_MONEY), MAX_MONEY));

/**
 * What an event is worth in its currency: what was paid for the goods of an order, else the sum of its items, else the
 * price of its product times the quantity, which is 1 unless given. Undefined where it names no amount.
 */
export function eventValue({ order_value, items, price, quantity }: ValuedEvent): number | undefined {
  if (order_value !== undefined) return money(order_value);
  const priced = items?.filter((item) => item.price !== undefined) ?? [];
  if (priced.length > 0) return money(priced.reduce((sum, item) => sum + lineValue(item), 0));
  return price === undefined ? undefined : money(lineValue({ price, quantity }));
}

const lineValue = ({ price = 0, quantity = 1 }: { price?: number; quantity?: number }): number =>
  price * quantity;
