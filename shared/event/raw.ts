import Type from "typebox";
import {
  allOptional,
  code,
  currency,
  id,
  instant,
  ipAddress,
  key,
  personal,
  pixels,
  real,
  rows,
  text,
  textMap,
  url,
  whole,
  zone,
} from "./fields.ts";
import { givenFields } from "./given.ts";

/** Stands for a session or an order that its program did not know: as an id it would make all of them one. */
const UNKNOWN = ["unknown", "Unknown", "UNKNOWN"];

/** What every event must bring, beside one of `user_id` and `anonymous_id`. */
const required = {
  event_id: id("Stable identity of the event, chosen by its producer; the unit of de-duplication"),
  event_name: key("What happened: page_view, product_view, search, add_to_cart, … or any other name"),
  app_id: key("The application or site that the event comes from"),
  client_created_at: instant("When it happened, by the client's clock"),
};

const optional = {
  schema_version: code("Version of this schema that the producer wrote", 32),
  platform: code("web, ios, android, server, …", 64),
  client_sent_at: instant("When the client sent it, by the client's clock"),
  received_at: instant(
    "When the first server took it, by the server's clock; stamped by a producer that read it somewhere (metadata.received_at_from)",
  ),
  user_id: personal("identity", id("Identity of a signed-in user")),
  anonymous_id: personal("identity", id("Identity of a browser or device before sign-in")),
  session_id: personal("content", id("Session, where the source names one", UNKNOWN)),
  timezone: zone("Time zone of the user: an IANA name, or an offset as +05:30", 64),
  locale: code("BCP 47 language tag", 35),
  ip: personal(
    "content",
    ipAddress(
      "Address of the client, or the list of those that the request passed; replaced by ip_hash and ip_prefix before anything is stored",
      1024,
    ),
  ),
  zip_code: personal("content", code("Postal code of the user", 16)),
  user_agent: personal("content", text("User-Agent header", 1024)),
  page_url: personal("content", url("Address of the page")),
  page_title: personal("content", text("Title of the page", 512)),
  page_referrer: personal("content", url("Address of the page before")),
  device_type: code("Device as the client names it", 64),
  region: code("Region as the client names it", 64),
  viewport_w: pixels("Width of the viewport, CSS pixels, rounded"),
  viewport_h: pixels("Height of the viewport, CSS pixels, rounded"),
  screen_w: pixels("Width of the screen, pixels, rounded"),
  screen_h: pixels("Height of the screen, pixels, rounded"),
  x: real("Horizontal position of the pointer, CSS pixels"),
  y: real("Vertical position of the pointer, CSS pixels"),
  element: personal("content", text("Element that was clicked", 512)),
  product_id: code("Product", 128),
  product_category: text("Category of the product", 256),
  price: real("Price of one unit in currency"),
  quantity: whole("Number of units"),
  currency: currency("ISO 4217 code"),
  order_id: personal("content", id("Order", ["0", ...UNKNOWN])),
  order_value: real("What was paid for the goods of the order, in currency: without tax and shipping"),
  tax: real("Tax of the order, in currency"),
  shipping: real("Shipping of the order, in currency"),
  discount: real("What was taken off the order, in currency"),
  coupon: personal("content", code("Code of the voucher", 128)),
  items: rows(
    "The products of the event, a row each",
    {
      product_id: code("Product", 128),
      name: text("Name of the product", 512),
      brand: text("Brand of the product", 256),
      category: text("Category of the product", 256),
      variant: text("Variant of the product, such as its size", 256),
      price: real("Price of one unit in currency"),
      quantity: real("Number of units, 1 unless given"),
    },
    200,
  ),
  search_term: personal("content", text("Words that were searched for", 512)),
  metadata: personal(
    "content",
    textMap("Facts about the transport; metadata.source names the column source"),
  ),
  properties: personal("content", textMap("Everything else that the source knows about the event")),
};

/** What a raw event has but the fields of an enriched one that it may bring. */
export const baseFields = { ...required, ...allOptional(optional) };

export const rawFields = { ...baseFields, ...allOptional(givenFields) };

/** A raw event as it stands on the raw stream. Unknown attributes are legal: they move to `properties`. */
export const RawEventSchema = Type.Object(rawFields, { additionalProperties: true });

export type RawEvent = Type.Static<typeof RawEventSchema>;

/** Field names in schema order. */
export const rawFieldNames = Object.keys(rawFields) as (keyof RawEvent)[];
