import { z } from "zod";

/** The raw event as one writes it with zod: the same fields and bounds as the project's own schema. */
const key = z.string().min(1).max(128);
const text = (max = 2048) => z.string().max(max).optional();
const count = z.number().int().min(0).max(2147483647).optional();
const real = z.number().optional();
const instant = z.union([z.string().min(8).max(40), z.number()]);

export const schema = z
  .looseObject({
    event_id: key,
    event_name: key,
    app_id: key,
    client_created_at: instant,
    schema_version: text(32),
    platform: text(64),
    client_sent_at: instant.optional(),
    received_at: instant.optional(),
    user_id: key.optional(),
    anonymous_id: key.optional(),
    session_id: key.optional(),
    timezone: text(64),
    locale: text(35),
    ip: text(45),
    zip_code: text(16),
    user_agent: text(1024),
    page_url: text(),
    page_title: text(512),
    page_referrer: text(),
    device_type: text(64),
    region: text(64),
    viewport_w: count,
    viewport_h: count,
    screen_w: count,
    screen_h: count,
    x: real,
    y: real,
    element: text(512),
    product_id: text(128),
    product_category: text(256),
    price: real,
    quantity: z.number().int().optional(),
    currency: text(8),
    order_id: text(128),
    order_value: real,
    tax: real,
    shipping: real,
    discount: real,
    coupon: text(128),
    items: z
      .array(
        z.object({
          product_id: text(128),
          name: text(512),
          brand: text(256),
          category: text(256),
          variant: text(256),
          price: real,
          quantity: real,
        }),
      )
      .optional(),
    search_term: text(512),
    metadata: z.record(z.string(), z.string()).optional(),
    properties: z.record(z.string(), z.string()).optional(),
  })
  .refine((event) => event.user_id !== undefined || event.anonymous_id !== undefined);

export type BaselineEvent = z.infer<typeof schema>;
