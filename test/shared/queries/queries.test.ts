import { describe, expect, test } from "@jest/globals";
import { event, purchase, warehouse } from "./warehouse.ts";

test("sessions", async () => {
  const { query } = await warehouse({
    events: [
      event("a", "page_view", "10:00:00", { page_path: "/home", device_category: "mobile" }),
      event("a", "product_view", "10:00:30", { page_path: "/shoe" }),
      purchase("a", "10:01:00", 21),
      event("b", "page_view", "11:00:00"),
      event("robot", "page_view", "12:00:00", { is_bot: true }),
    ],
  });
  expect(await query("sessions")).toMatchObject([
    {
      session_id: "b-1",
      visitor: "b",
      duration_seconds: 0,
      events: 1,
      purchases: 0,
      revenue: 0,
      currency: null,
    },
    {
      session_id: "a-1",
      visitor: "a",
      started_at: "2026-03-02T10:00:00.000Z",
      duration_seconds: 60,
      entry_page: "/home",
      device_category: "mobile",
      events: 3,
      page_views: 1,
      product_views: 1,
      purchases: 1,
      revenue: 21,
      currency: "EUR",
    },
  ]);
});

test("funnel: a step counts only after the one before it, in the same session", async () => {
  const { query } = await warehouse({
    events: [
      event("all", "product_view", "10:00:00"),
      event("all", "add_to_cart", "10:01:00"),
      event("all", "begin_checkout", "10:02:00"),
      event("all", "purchase", "10:03:00"),
      event("viewer", "product_view", "10:00:00"),
      event("backwards", "add_to_cart", "10:00:00"),
      event("backwards", "product_view", "10:01:00"),
      event("skips", "product_view", "10:00:00"),
      event("skips", "purchase", "10:05:00"),
      event("twice", "add_to_cart", "09:00:00"),
      event("twice", "product_view", "10:00:00"),
      event("twice", "add_to_cart", "10:01:00"),
      event("torn", "product_view", "10:00:00"),
      event("torn", "add_to_cart", "10:01:00", { session_id: "torn-2" }),
    ],
  });
  expect(await query("funnel")).toEqual([
    { step: 1, name: "product_view", sessions: 6, share_of_first: 1, share_of_previous: null },
    { step: 2, name: "add_to_cart", sessions: 2, share_of_first: 0.3333, share_of_previous: 0.3333 },
    { step: 3, name: "begin_checkout", sessions: 1, share_of_first: 0.1667, share_of_previous: 0.5 },
    { step: 4, name: "purchase", sessions: 1, share_of_first: 0.1667, share_of_previous: 1 },
  ]);
});

test("retention_cohorts", async () => {
  const on = (user: string, day: string) => event(user, "page_view", `${day}T10:00:00`);
  const { query } = await warehouse({
    events: [
      ...[on("a", "2026-03-02"), on("a", "2026-03-08"), on("a", "2026-03-09"), on("a", "2026-03-16")],
      ...[on("b", "2026-03-03"), on("b", "2026-03-17")],
      on("c", "2026-03-10"),
    ],
  });
  const rows = await query("retention_cohorts");
  const figures = rows.map((row) => [row.visitors, row.week_number, row.active_visitors, row.retention]);
  expect(figures).toEqual([
    [2, 0, 2, 1],
    [2, 1, 1, 0.5],
    [2, 2, 2, 1],
    [1, 0, 1, 1],
  ]);
});

test("top_pages: a bounce is a session with one page view, counted where it entered", async () => {
  const view = (user: string, time: string, page_path: string) =>
    event(user, "page_view", time, { page_path });
  const { query } = await warehouse({
    events: [
      ...[view("a", "10:00:00", "/home"), view("a", "10:01:00", "/shoe")],
      view("b", "10:00:00", "/home"),
      event("b", "click", "10:00:10", { page_path: "/home" }),
      ...[view("c", "10:00:00", "/shoe"), view("c", "10:02:00", "/home"), view("c", "10:03:00", "/home")],
    ],
  });
  expect(await query("top_pages")).toEqual([
    {
      page_host: "shop",
      page_path: "/home",
      page_views: 4,
      visitors: 3,
      entrances: 2,
      bounces: 1,
      bounce_rate: 0.5,
    },
    {
      page_host: "shop",
      page_path: "/shoe",
      page_views: 2,
      visitors: 2,
      entrances: 1,
      bounces: 0,
      bounce_rate: 0,
    },
  ]);
});

test("devices", async () => {
  const { query } = await warehouse({
    events: [
      ...["a", "b", "b"].map((user) =>
        event(user, "click", "10:00:00", { device_category: "mobile", os: "iOS", browser: "Safari" }),
      ),
      event("c", "click", "10:00:00"),
    ],
  });
  expect(await query("devices")).toEqual([
    {
      device_category: "mobile",
      os: "iOS",
      browser: "Safari",
      events: 3,
      visitors: 2,
      sessions: 2,
      share_of_events: 0.75,
    },
    {
      device_category: "unknown",
      os: "unknown",
      browser: "unknown",
      events: 1,
      visitors: 1,
      sessions: 1,
      share_of_events: 0.25,
    },
  ]);
});

test("two visitors whose source gives them one session id have two sessions", async () => {
  const { query } = await warehouse({
    events: ["a", "b", "b"].map((user) => event(user, "click", "10:30:00", { session_id: "1795168000" })),
  });
  expect(await query("devices")).toMatchObject([{ visitors: 2, sessions: 2 }]);
  expect(await query("activity_heatmap")).toMatchObject([{ visitors: 2, sessions: 2 }]);
});

test("activity_heatmap", async () => {
  const { query } = await warehouse({
    events: [
      ...["a", "a", "b"].map((user) => event(user, "click", "10:30:00")),
      event("a", "click", "10:30:00", { day_of_week: 7, hour_of_day: 23 }),
    ],
  });
  expect(await query("activity_heatmap")).toEqual([
    { day_of_week: 1, hour_of_day: 10, events: 3, visitors: 2, sessions: 2 },
    { day_of_week: 7, hour_of_day: 23, events: 1, visitors: 1, sessions: 1 },
  ]);
});

test("top_users counts a visitor without a sign-in by the device", async () => {
  const { query } = await warehouse({
    events: [
      event("a", "page_view", "10:00:00"),
      purchase("a", "11:00:00", 5, { session_id: "a-2" }),
      event("x", "click", "10:00:00", { user_id: null, person_id: null, anonymous_id: "device" }),
    ],
  });
  expect(await query("top_users")).toMatchObject([
    {
      visitor: "a",
      events: 2,
      sessions: 2,
      page_views: 1,
      purchases: 1,
      revenue: 5,
      last_seen: "2026-03-02T11:00:00.000Z",
    },
    { visitor: "device", events: 1, sessions: 1, purchases: 0, revenue: 0 },
  ]);
});

test("conversion_over_time: a session over midnight counts on the day it started", async () => {
  const { query } = await warehouse({
    events: [
      event("a", "page_view", "23:59:00"),
      purchase("a", "2026-03-03T00:01:00", 21),
      event("b", "page_view", "10:00:00"),
      event("c", "page_view", "2026-03-03T10:00:00"),
    ],
  });
  expect(await query("conversion_over_time")).toEqual([
    {
      day: "2026-03-02",
      sessions: 2,
      converted_sessions: 1,
      conversion_rate: 0.5,
      orders: 1,
      revenue: 21,
      revenue_base: null,
      currency: "EUR",
    },
    {
      day: "2026-03-03",
      sessions: 1,
      converted_sessions: 0,
      conversion_rate: 0,
      orders: 0,
      revenue: 0,
      revenue_base: 0,
      currency: null,
    },
  ]);
});

test("active_users", async () => {
  const on = (user: string, day: string) => event(user, "page_view", `${day}T10:00:00`);
  const { query } = await warehouse({
    events: [on("a", "2026-03-01"), on("b", "2026-03-02"), on("a", "2026-03-08"), on("c", "2026-03-31")],
  });
  const rows = await query("active_users");
  expect(rows.map(({ daily, weekly, monthly, stickiness }) => [daily, weekly, monthly, stickiness])).toEqual([
    [1, 1, 1, 1],
    [1, 2, 2, 0.5],
    [1, 2, 2, 0.5],
    [1, 1, 3, 0.3333],
  ]);
});

test("click_heatmap", async () => {
  const click = (x: number, y: number) =>
    event("a", "click", "10:00:00", { page_path: "/", x, y, viewport_w: 1000, element: "buy" });
  const { query } = await warehouse({
    events: [
      click(0, 0),
      click(49, 99),
      click(50, 99),
      click(1000, 250),
      // No screen is so high, and no whole number of 32 bits.
      click(1e300, 1e300),
      click(-1e300, -1e300),
      event("a", "click", "10:00:00", { x: 1, y: 1 }),
    ],
  });
  const rows = await query("click_heatmap");
  expect(
    rows.map(({ x_percent, y_pixels, clicks, element }) => [x_percent, y_pixels, clicks, element]),
  ).toEqual([
    [0, 0, 2, "buy"],
    [0, -1_000_000, 1, "buy"],
    [5, 0, 1, "buy"],
    [95, 200, 1, "buy"],
    [95, 1_000_000, 1, "buy"],
  ]);
});

const failure = (failure_id: string, stage: string, override = {}) => ({
  failure_id,
  failed_at: "2026-03-02T10:00:00",
  stage,
  reason: "not_json",
  category: "data",
  retryable: false,
  component_version: "1",
  dt: "2026-03-02",
  ...override,
});

test("pipeline_accounting", async () => {
  const { query } = await warehouse({
    events: [
      event("a", "click", "10:00:00", { event_id: "same" }),
      event("a", "click", "10:00:00", { event_id: "same" }),
      event("a", "click", "2026-02-27T10:00:00", { processed_at: "2026-03-02T10:00:00" }),
    ],
    failed: [
      failure("1", "decode"),
      failure("1", "decode"),
      failure("2", "archive"),
      failure("3", "produce", { dt: "2026-03-03" }),
      failure("4", "enrich", { dt: "2026-03-03", lines: 300 }),
      failure("4", "enrich", { dt: "2026-03-03", lines: 300 }),
    ],
  });
  const rows = await query("pipeline_accounting");
  expect(rows).toMatchObject([
    { archived: 2, copies: 1, failed: 2, failed_decode: 1, failed_archive: 1, failed_produce: 0 },
    { archived: 0, copies: 0, failed: 301, failed_decode: 0, failed_produce: 1, failed_enrich: 300 },
  ]);
});

test("pipeline_accounting says what is not in the curated table yet, and counts what is in both once", async () => {
  const [one, two] = [event("a", "click", "10:00:00"), event("a", "click", "11:00:00")];
  const { query } = await warehouse({
    events: [one, one, two],
    curated: [one, event("a", "click", "09:00:00")],
  });
  expect(await query("pipeline_accounting")).toMatchObject([{ archived: 3, copies: 1, not_curated: 1 }]);
});

test("failed_events_by_reason counts a redelivered failure once", async () => {
  const later = { failed_at: "2026-03-02T11:00:00", component_version: "2" };
  const { query } = await warehouse({
    failed: [
      failure("1", "decode"),
      failure("1", "decode", later),
      failure("2", "decode"),
      failure("3", "enrich", { reason: "unknown", retryable: true }),
    ],
  });
  expect(await query("failed_events_by_reason")).toEqual([
    {
      stage: "decode",
      reason: "not_json",
      category: "data",
      retryable: false,
      events: 2,
      perhaps_processed: 0,
      failed_again: 0,
      first_failed_at: "2026-03-02T10:00:00.000Z",
      last_failed_at: "2026-03-02T11:00:00.000Z",
      latest_version: "2",
    },
    expect.objectContaining({ stage: "enrich", reason: "unknown", retryable: true, events: 1 }),
  ]);
});

test.each(["failed_events_by_reason", "failed_events_open"])(
  "%s counts every line of a failure that stands for many",
  async (name) => {
    const many = failure("1", "decode", { lines: 700 });
    const { query } = await warehouse({ failed: [many, many, failure("2", "decode")] });
    expect(await query(name)).toMatchObject([{ stage: "decode", events: 701 }]);
  },
);

test("failed_events_open leaves out what was archived after all, and counts a replayed failure once", async () => {
  const of = (event_id: string, override = {}) => ({ event_id, replay_count: 0, ...override });
  const { query } = await warehouse({
    events: [event("a", "click", "10:00:00", { event_id: "mended" })],
    failed: [
      failure("1", "decode", of("mended")),
      failure("2", "decode", of("open")),
      failure("2", "decode", of("open", { component_version: "2", failed_at: "2026-03-02T09:00:00" })),
      failure("2", "decode", of("open", { replay_count: 1 })),
      failure("3", "decode", of("beside", { overlap: "possible" })),
      failure("4", "predict", of("archived")),
      failure("5", "enrich", of("gone", { reason: "forgotten" })),
    ],
  });
  expect(await query("failed_events_open")).toMatchObject([
    {
      stage: "decode",
      reason: "not_json",
      version: "1",
      events: 2,
      replayed_in_vain: 1,
      perhaps_processed: 1,
    },
  ]);
});

describe("failed_events_open closes by the failure that an archived event is a replay of", () => {
  const replayOf = (replay_of: string, event_id: string) =>
    event("a", "click", "2026-04-01T10:00:00", { event_id, metadata: { replay_of, replay_count: "1" } });

  test.each([
    {
      what: "a failure without an event_id",
      failed: [failure("1", "produce")],
      events: [replayOf("1", "x")],
      open: [],
    },
    {
      what: "no failure that another one's replay names",
      failed: [failure("1", "produce")],
      events: [replayOf("2", "x")],
      open: [1],
    },
    {
      what: "of a failure of many lines as many as were archived, each once",
      failed: [failure("1", "decode", { lines: 700 })],
      events: [replayOf("1", "x"), replayOf("1", "x"), replayOf("1", "y")],
      open: [698],
    },
    {
      what: "a document of which several events were made",
      failed: [failure("1", "produce")],
      events: [replayOf("1", "x"), replayOf("1", "y")],
      open: [],
    },
  ])("$what", async ({ failed, events, open }) => {
    const { values } = await warehouse({ failed, events });
    expect((await values("failed_events_open", "events")).flat()).toEqual(open);
  });
});
