import type { RawEvent } from "../../../shared/event/raw.ts";
import type { Random } from "../random.ts";
import type { Product } from "./catalogue.ts";
import type { Shopper } from "./shopper.ts";

type Order = Pick<RawEvent, "order_value" | "tax" | "shipping" | "discount" | "coupon" | "items">;

const TAX = 0.08;
const SHIPPING_CENTS = 495;
const FREE_SHIPPING_FROM_CENTS = 5_000;
const COUPON = "WELCOME10";
const WITH_COUPON = 0.1;

const currencies: Readonly<Record<string, string>> = {
  GB: "GBP",
  IE: "EUR",
  FR: "EUR",
  DE: "EUR",
  ES: "EUR",
  IT: "EUR",
  NL: "EUR",
};

/** Prices are the same number in every currency. */
export const currencyOf = ({ city }: Shopper): string => currencies[city.country] ?? "USD";

const cents = (amount: number): number => Math.round(amount * 100);

/** A row a product, with how many of it are in the cart. */
export function itemsOf(cart: readonly Product[]): NonNullable<RawEvent["items"]> {
  const products = Map.groupBy(cart, ({ id }) => id);
  return [...products.values()].map((same) => {
    const { id, name, category, price } = same[0]!;
    return { product_id: id, name, category, price, quantity: same.length };
  });
}

/** What is paid for what is in the cart. */
export function orderOf(cart: readonly Product[], random: Random): Order {
  const goods = cart.reduce((sum, { price }) => sum + cents(price), 0);
  const discount = random.chance(WITH_COUPON) ? Math.round(goods / 10) : 0;
  const paid = goods - discount;
  return {
    order_value: paid / 100,
    tax: Math.round(paid * TAX) / 100,
    shipping: paid < FREE_SHIPPING_FROM_CENTS ? SHIPPING_CENTS / 100 : 0,
    ...(discount > 0 && { discount: discount / 100, coupon: COUPON }),
    items: itemsOf(cart),
  };
}
