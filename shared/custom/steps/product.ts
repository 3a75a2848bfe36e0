import { real, text } from "../../event/fields.ts";
import { customLookUpStep } from "../../steps/custom-step.ts";
import { keyTable } from "../../steps/table.ts";

/** Master data of products: `npm run lookups -- --table products FILE`. */
const products = keyTable("products", {
  description: "name, brand, department and cost of a product",
  key: "product_id",
  values: {
    name: text("Name of the product", 256),
    brand: text("Brand that it is sold under", 128),
    department: text("Department that sells it", 128),
    unit_cost: real("What one unit costs the shop"),
  },
});

/** What the product of the event is. */
export const product = customLookUpStep("product", {
  fields: {
    product_name: text("Name of the product, from the master data", 256),
    product_brand: text("Brand of the product, from the master data", 128),
    product_department: text("Department of the product, from the master data", 128),
    product_unit_cost: real("What one unit costs the shop, from the master data"),
  },
  reads: "product_id",
  table: products,
  of: ({ name, brand, department, unit_cost }) => ({
    product_name: name,
    product_brand: brand,
    product_department: department,
    product_unit_cost: unit_cost,
  }),
});
