import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { eventNamer, spellingOf, wellKnownNames } from "../../../shared/event/event-names.ts";

const standard = eventNamer();

describe("a well-known name", () => {
  test.each([
    ["PAGE_VIEW", "page_view"],
    ["pageView", "page_view"],
    ["PageView", "page_view"],
    ["Page Viewed", "page_view"],
    ["page-view", "page_view"],
    ["page.view", "page_view"],
    ["pageview", "page_view"],
    ["$pageview", "page_view"],
    [" Page  View ", "page_view"],
    ["Viewed Product", "product_view"],
    ["view_item", "product_view"],
    ["Product Viewed", "product_view"],
    ["Products Searched", "search"],
    ["view_search_results", "search"],
    ["AddToCart", "add_to_cart"],
    ["Add To Cart", "add_to_cart"],
    ["Product Added", "add_to_cart"],
    ["product_added_to_cart", "add_to_cart"],
    ["product_removed_from_cart", "remove_from_cart"],
    ["REMOVE-FROM-CART", "remove_from_cart"],
    ["InitiateCheckout", "begin_checkout"],
    ["Checkout Started", "begin_checkout"],
    ["Order Completed", "purchase"],
    ["ecommerce_purchase", "purchase"],
    ["Click", "click"],
  ])("is known as %s", (name, known) => {
    expect(standard(name)).toBe(known);
  });

  test("is known in any case, with anything between its words, and stays as it is when it is written so", () => {
    const spelled = fc
      .record({
        name: fc.constantFrom(...wellKnownNames),
        between: fc.constantFrom("", " ", "_", "-", ".", "__", " - "),
        upper: fc.func(fc.boolean()),
        dollar: fc.boolean(),
      })
      .map(({ name, between, upper, dollar }) => {
        const letters = [...name.replaceAll("_", between)].map((letter, at) =>
          upper(at) ? letter.toUpperCase() : letter,
        );
        return { name, spelling: `${dollar ? "$" : ""}${letters.join("")}` };
      });
    fc.assert(fc.property(spelled, ({ name, spelling }) => expect(standard(spelling)).toBe(name)));
    for (const name of wellKnownNames) expect(standard(name)).toBe(name);
  });
});

test.each([
  "page_views",
  "page_view_2",
  "Page View!",
  "order_refund_asked",
  "checkout",
  "rage click",
  "$autocapture",
  "Signed Up Late",
  "constructor",
  "__proto__",
  "Käufe",
  "$$pageview",
  "",
])("what is only similar stays as it is: %s", (name) => {
  expect(standard(name)).toBe(name);
});

test("no name is lost: whatever is not well known comes back as it went in", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (name) => {
      const known: readonly string[] = wellKnownNames;
      expect(standard(name) === name || known.includes(standard(name))).toBe(true);
    }),
  );
});

test("a source's own table goes first, in any spelling, and can keep a name from the standard one", () => {
  const own = eventNamer({ on_search: "search", view_search_results: "view_search_results", "★": "click" });
  expect(["On Search", "view_search_results", "★", "PAGE_VIEW", "Other"].map(own)).toEqual([
    "search",
    "view_search_results",
    "click",
    "page_view",
    "Other",
  ]);
});

test("a name longer than the schema takes is no spelling of anything", () => {
  expect(spellingOf(`page${" ".repeat(130)}view`)).toBeUndefined();
});
