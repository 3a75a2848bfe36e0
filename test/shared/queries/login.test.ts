import { describe, expect, test } from "@jest/globals";
import { event, type WarehouseRow, warehouse } from "./warehouse.ts";

/** A login in mid-visit, as it stands in the archive: the queries of visitors see one session of one person. */

const on = (
  device: string,
  session: string,
  user: string | null,
  name: string,
  time: string,
  more: WarehouseRow = {},
) =>
  event("", name, time, {
    anonymous_id: device,
    user_id: user,
    person_id: user ?? device,
    session_id: session,
    page_path: `/${name}`,
    ...more,
  });

const visit = [
  on("phone", "s1", null, "page_view", "10:00:00"),
  on("phone", "s1", null, "product_view", "10:01:00"),
  on("phone", "s1", null, "add_to_cart", "10:02:00"),
  on("phone", "s1", "ann", "begin_checkout", "10:03:00"),
  on("phone", "s1", "ann", "purchase", "10:04:00", { value: 20, currency: "EUR", order_id: "o1" }),
];
const funnelOf = (sessions: number[]) =>
  ["product_view", "add_to_cart", "begin_checkout", "purchase"].map((name, at) => [name, sessions[at]]);

describe("a login between cart and checkout", () => {
  test("passes all four steps of the funnel", async () => {
    const { values } = await warehouse({ events: visit });
    expect(await values("funnel", "name", "sessions")).toEqual(funnelOf([1, 1, 1, 1]));
  });

  test("is one session of one visitor", async () => {
    const { query, values } = await warehouse({ events: visit });
    expect(await query("sessions")).toMatchObject([
      { session_id: "s1", session_device: "phone", visitor: "ann", events: 5, purchases: 1, revenue: 20 },
    ]);
    expect(await values("top_users", "visitor", "events", "sessions", "purchases")).toEqual([
      ["ann", 5, 1, 1],
    ]);
    expect(await values("active_users", "daily", "monthly")).toEqual([[1, 1]]);
    expect(await values("devices", "visitors", "sessions")).toEqual([[1, 1]]);
    expect(await values("top_pages", "visitors", "entrances", "bounces")).toEqual([[1, 1, 1]]);
    expect(await values("conversion_over_time", "sessions", "converted_sessions", "conversion_rate")).toEqual(
      [[1, 1, 1]],
    );
  });

  test("takes the weeks before it into the person's cohort", async () => {
    const { values } = await warehouse({
      events: [on("phone", "s0", null, "page_view", "2026-02-17T10:00:00"), ...visit],
    });
    expect(await values("retention_cohorts", "cohort_week", "week_number", "active_visitors")).toEqual([
      ["2026-02-16", 0, 1],
      ["2026-02-16", 2, 1],
    ]);
  });
});

test("a shared device has the sessions of two visitors", async () => {
  const { values } = await warehouse({
    events: [
      ...visit,
      on("phone", "s2", "bob", "product_view", "10:10:00"),
      on("phone", "s2", null, "add_to_cart", "10:11:00", { person_id: "bob" }),
    ],
  });
  expect(await values("funnel", "name", "sessions")).toEqual(funnelOf([2, 2, 1, 1]));
  expect(await values("top_users", "visitor", "events", "sessions")).toEqual([
    ["ann", 5, 1],
    ["bob", 2, 1],
  ]);
});

test("one person on two devices is one visitor with two sessions, though both are called the same", async () => {
  const { values } = await warehouse({
    events: [...visit, on("tablet", "s1", "ann", "product_view", "10:02:00")],
  });
  expect(await values("top_users", "visitor", "events", "sessions")).toEqual([["ann", 6, 2]]);
  expect(await values("funnel", "name", "sessions")).toEqual(funnelOf([2, 1, 1, 1]));
});

describe("a purchase that the server reports", () => {
  const browsed = visit.slice(0, 4);
  const reported = (session_id: string | null) =>
    event("ann", "purchase", "10:05:00", { session_id, value: 20, currency: "EUR", order_id: "o1" });

  test("is the last step of the session that it names", async () => {
    const { values } = await warehouse({ events: [...browsed, reported("s1")] });
    expect(await values("funnel", "name", "sessions")).toEqual(funnelOf([1, 1, 1, 1]));
    expect(await values("sessions", "session_device", "purchases", "revenue", "duration_seconds")).toEqual([
      ["phone", 1, 20, 300],
    ]);
  });

  test("counts once with the page's own report", async () => {
    const { values } = await warehouse({ events: [...visit, reported("s1")] });
    expect(await values("sessions", "events", "purchases", "revenue")).toEqual([[6, 1, 20]]);
    expect(await values("top_users", "visitor", "purchases", "revenue")).toEqual([["ann", 1, 20]]);
  });

  test("is a session of its own when it names none that a device has", async () => {
    const { values } = await warehouse({ events: [...browsed, reported("server-7")] });
    expect(await values("funnel", "name", "sessions")).toEqual(funnelOf([1, 1, 1, 0]));
    expect(await values("sessions", "session_device", "purchases")).toEqual([
      ["ann", 1],
      ["phone", 0],
    ]);
  });
});
