import { expect, test } from "@jest/globals";
import { Random } from "../../../../functions/generate/random.ts";
import type { Product } from "../../../../functions/generate/shop/catalogue.ts";
import { orderOf } from "../../../../functions/generate/shop/order.ts";

const product = (price: number): Product => ({
  id: `p-${price}`,
  name: "a thing",
  slug: "a-thing",
  category: "things",
  price,
});

/** Chance that grants every coupon, or none. */
const coupons = (granted: boolean): Random => Object.assign(new Random("coupons"), { chance: () => granted });

test.each([
  {
    description: "below the limit",
    price: 49.99,
    coupon: false,
    expected: { order_value: 49.99, shipping: 4.95 },
  },
  {
    description: "from the limit on",
    price: 50,
    coupon: false,
    expected: { order_value: 50, shipping: 0, tax: 4 },
  },
  {
    description: "of goods above the limit, of which less is paid with a coupon",
    price: 52,
    coupon: true,
    expected: { order_value: 46.8, discount: 5.2, shipping: 4.95, tax: 3.74 },
  },
  {
    description: "with a coupon and still above it",
    price: 60,
    coupon: true,
    expected: { order_value: 54, discount: 6, shipping: 0 },
  },
])("what is paid decides on the shipping of an order: $description", ({ price, coupon, expected }) => {
  expect(orderOf([product(price)], coupons(coupon))).toMatchObject(expected);
});
