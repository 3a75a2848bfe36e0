import type { RawEvent } from "./raw.ts";
import type { Marks } from "./validate.ts";

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

/** Where the amounts of a row stand that did not fit, or the row, or the list. */
const LOST_AMOUNT = /^_*items(?:\.\d+(?:\.(?:price|quantity))?)?$/;

/**
 * Whether nobody can say what an event is worth, since something of it did not fit: what is left would be another value,
 * the price of one where the number of units is lost, or the sum of some of its items.
 * @param marks which of its attributes did not fit; what they held is under its properties
 */
export function isValueLost({ order_value, items, properties = {} }: RawEvent, marks: Marks): boolean {
  if (marks.order_value !== undefined) return true;
  if (order_value !== undefined) return false;
  if (marks.items !== undefined && Object.keys(properties).some((name) => LOST_AMOUNT.test(name)))
    return true;
  if (items?.some(({ price }) => price !== undefined)) return false;
  return marks.price !== undefined || marks.quantity !== undefined;
}

const lineValue = ({ price = 0, quantity = 1 }: { price?: number; quantity?: number }): number =>
  price * quantity;
