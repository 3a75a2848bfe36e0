import { BoundedCache } from "../bounded-cache.ts";

/**
 * The names that sessions, funnels and features count; in the order of the features, whose version goes with it.
 * Mappings bring the names of documents into this form. What is put on the raw stream itself names its events by this
 * contract, and is not renamed: its bytes are stored as they came, and a mapping can leave names as they are.
 */
export const wellKnownNames = [
  "page_view",
  "product_view",
  "search",
  "add_to_cart",
  "remove_from_cart",
  "begin_checkout",
  "purchase",
  "click",
] as const;
export type WellKnownName = (typeof wellKnownNames)[number];

/**
 * What trackers call them: their words in other order and tense, and the names that published specifications have for
 * the same thing (Segment and its first version, GA4 and Firebase, Shopify, Meta). Kinds of them are none of them: a
 * `Product List Viewed`, an `Order Refunded` or a `rage click` counts apart.
 */
const alsoCalled: Record<WellKnownName, readonly string[]> = {
  page_view: ["page viewed", "view page", "viewed page"],
  product_view: [
    "product viewed",
    "view product",
    "viewed product",
    "product detail view",
    "product detail viewed",
    "view item",
    "item viewed",
    "viewed item",
  ],
  search: [
    "searched",
    "search submitted",
    "product searched",
    "products searched",
    "searched product",
    "searched products",
    "view search results",
  ],
  add_to_cart: [
    "added to cart",
    "product added",
    "added product",
    "product added to cart",
    "add product to cart",
    "added product to cart",
    "item added to cart",
    "add item to cart",
    "added item to cart",
  ],
  remove_from_cart: [
    "removed from cart",
    "product removed",
    "removed product",
    "product removed from cart",
    "remove product from cart",
    "removed product from cart",
    "item removed from cart",
    "remove item from cart",
    "removed item from cart",
  ],
  begin_checkout: [
    "began checkout",
    "checkout begun",
    "checkout started",
    "start checkout",
    "started checkout",
    "initiate checkout",
    "initiated checkout",
    "checkout initiated",
  ],
  purchase: [
    "purchased",
    "order completed",
    "completed order",
    "purchase completed",
    "completed purchase",
    "ecommerce purchase",
  ],
  click: ["clicked"],
};

/** Longer names are refused by the schema, and not worth a place in the cache. */
const LONGEST_NAME = 128;
const SEPARATORS = /[\s_\-.:/]+/g;
const NAME = /^\$?[a-zA-Z\s_\-.:/]+$/;

/**
 * A name without what its spellings differ in: case, what stands between the words, a `$` before them. Undefined for a
 * name with anything else than letters in it, which is the spelling of no well-known one.
 */
export function spellingOf(name: string): string | undefined {
  if (name.length > LONGEST_NAME || !NAME.test(name)) return undefined;
  return name.replace("$", "").replace(SEPARATORS, "").toLowerCase();
}

const standardNames = new Map<string, string>(
  wellKnownNames.flatMap((name) =>
    [name, ...alsoCalled[name]].map((called) => [spellingOf(called)!, name] as const),
  ),
);

const NAMES_KEPT = 4_096;

/**
 * How the names of a source become those of events: by its own table, in any spelling, else by the standard one; any
 * other name stays as it is. Names repeat, so those seen last are remembered.
 * @param own name of the source → name of the event; a name → itself keeps it from the standard table
 */
export function eventNamer(own: Readonly<Record<string, string>> = {}): (name: string) => string {
  const ownNames = new Map(Object.entries(own).map(([name, meant]) => [spellingOf(name) ?? name, meant]));
  const named = new BoundedCache<string>(NAMES_KEPT);
  return (name) => {
    const known = named.get(name);
    if (known !== undefined) return known;
    const spelling = spellingOf(name) ?? name;
    const meant = ownNames.get(spelling) ?? standardNames.get(spelling) ?? name;
    if (name.length <= LONGEST_NAME) named.set(name, meant);
    return meant;
  };
}
