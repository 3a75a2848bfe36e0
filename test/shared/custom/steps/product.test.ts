import { expect, test } from "@jest/globals";
import { product } from "../../../../shared/custom/steps/product.ts";

const whole = { name: "Trail shoe", brand: "Northwind", department: "Shoes", unit_cost: 41.5 };

test.each([
  ["a whole row", whole, ["Trail shoe", "Northwind", "Shoes", 41.5]],
  [
    "a row that knows the brand alone",
    { brand: "Northwind" },
    [undefined, "Northwind", undefined, undefined],
  ],
  ["a product that costs nothing", { unit_cost: 0 }, [undefined, undefined, undefined, 0]],
])("%s", (_what, row, [name, brand, department, cost]) => {
  expect(product.of(row)).toEqual({
    product_name: name,
    product_brand: brand,
    product_department: department,
    product_unit_cost: cost,
  });
});

test("it asks the table products for the event's product_id", () => {
  expect(product).toMatchObject({
    reads: "product_id",
    table: "products",
    rows: { kind: "key", key: "product_id" },
  });
});
