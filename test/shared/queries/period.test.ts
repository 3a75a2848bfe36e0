import { describe, expect, test } from "@jest/globals";
import { inPeriod } from "../../../shared/queries/period.ts";
import { event, purchase, queryNames, sqlOf, type WarehouseRow, warehouse } from "./warehouse.ts";

const DAY = { since: "2026-03-02", until: "2026-03-02" };
const yesterday = (time: string) => `2026-03-01T${time}`;

test("every query takes a period, and every one of events a source", () => {
  for (const name of queryNames) {
    expect(sqlOf(name)).toMatch(/\/\* :since \*\/[\s\S]*\/\* :until \*\//);
    if (sqlOf(name).includes("events_in_period"))
      expect(sqlOf(name)).toContain("/* :source */ '' /* source */");
  }
});

test("a query that reads tables alone stays as it is, and comments stay at the top", () => {
  expect(inPeriod("-- A.\nselect 1 from failed_events\n")).toBe("-- A.\nselect 1 from failed_events\n");
  expect(inPeriod("-- A.\nselect 1 from persons\n")).toMatch(
    /^-- A\.\nwith persons as \([\s\S]+\)\nselect 1 from persons\n$/,
  );
  expect(inPeriod("with a as (select 1 from persons)\nselect 1 from a")).toMatch(
    /^with persons as \([\s\S]+\),\na as \(/,
  );
});

/** What a query says of its period: events of other days and sources do not change it. */
const others: WarehouseRow[] = [
  event("other", "product_view", yesterday("10:00:00")),
  event("other", "page_view", "2026-03-03T10:00:00"),
  purchase("other", yesterday("11:00:00"), 10, { order_id: "of yesterday" }),
];
const own: WarehouseRow[] = [
  event("a", "page_view", "10:00:00", { page_path: "/", session_index: 1 }),
  event("a", "product_view", "10:01:00", { product_id: "shoe" }),
  event("a", "add_to_cart", "10:02:00", { product_id: "shoe" }),
  purchase("a", "10:03:00", 20, { order_id: "1", product_id: "shoe" }),
];

describe.each(queryNames.filter((name) => !name.startsWith("failed_")))("%s", (name) => {
  test("is of the days of its period", async () => {
    const alone = await (await warehouse({ events: own })).query(name, DAY);
    expect(alone.length).toBeGreaterThan(
      ["click_heatmap", "search_terms", "baskets", "score_quality", "score_drift"].includes(name) ? -1 : 0,
    );
    // The 30 days that end on a day, and events that are looked for by the time of their processing, are more.
    const columns = (rows: WarehouseRow[]) =>
      rows.map(({ weekly: _w, monthly: _m, stickiness: _s, ...row }) => row);
    expect(columns(await (await warehouse({ events: [...own, ...others] })).query(name, DAY))).toEqual(
      columns(alone),
    );
  });

  test("is of the source that is asked for", async () => {
    if (!sqlOf(name).includes(":source")) return;
    const ios = own.map((row) => ({
      ...row,
      event_id: `${row.event_id}-ios`,
      order_id: null,
      source: "ios",
    }));
    const both = await warehouse({ events: [...own, ...ios] });
    const alone = await warehouse({ events: own });
    expect(await both.query(name, { ...DAY, source: "web" })).toEqual(await alone.query(name, DAY));
    expect(await both.query(name, { ...DAY, source: "tv" })).toEqual(
      await alone.query(name, { ...DAY, source: "tv" }),
    );
  });
});

test("failed events are those of the period", async () => {
  const failed = ["2026-03-01", "2026-03-02", "2026-03-03"].map((dt) => ({
    failure_id: dt,
    failed_at: `${dt}T10:00:00`,
    first_failed_at: `${dt}T10:00:00`,
    stage: "decode",
    reason: "not_json",
    category: "data",
    retryable: false,
    replay_count: 0,
    dt,
  }));
  const { values } = await warehouse({ failed });
  for (const name of ["failed_events_by_reason", "failed_events_open"])
    expect(await values(name, "events")).toEqual([[3]]);
  const { query } = await warehouse({ failed });
  expect(await query("failed_events_by_reason", DAY)).toMatchObject([{ events: 1 }]);
  expect(await query("failed_events_open", DAY)).toMatchObject([{ events: 1 }]);
});

describe("an order", () => {
  test("that was reported the days before does not count again", async () => {
    const { query } = await warehouse({
      events: [
        purchase("a", "2026-02-23T10:00:00", 20, { order_id: "1" }),
        purchase("a", "10:00:00", 20, { order_id: "1" }),
        purchase("b", "10:00:00", 5, { order_id: "2" }),
      ],
    });
    expect(await query("revenue", DAY)).toMatchObject([{ orders: 1, revenue: 5 }]);
  });
});

describe("the funnel", () => {
  test("has the steps that it is asked for, in their order", async () => {
    const { query } = await warehouse({
      events: [
        event("a", "search", "10:00:00"),
        event("a", "play", "10:01:00"),
        event("b", "play", "10:00:00"),
        event("b", "search", "10:01:00"),
      ],
    });
    expect(await query("funnel", { steps: "search,play,share" })).toEqual([
      { step: 1, name: "search", sessions: 2, share_of_first: 1, share_of_previous: null },
      { step: 2, name: "play", sessions: 1, share_of_first: 0.5, share_of_previous: 0.5 },
      { step: 3, name: null, sessions: 0, share_of_first: 0, share_of_previous: 0 },
    ]);
  });

  test("counts two steps at the same time", async () => {
    const { values } = await warehouse({
      events: [event("a", "add_to_cart", "10:00:00"), event("a", "product_view", "10:00:00")],
    });
    expect((await values("funnel", "sessions")).flat()).toEqual([1, 1, 0, 0]);
  });

  test("counts eight steps", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const { values } = await warehouse({
      events: names.map((name, at) => event("x", name, `10:0${at}:00`)),
    });
    expect((await values("funnel", "name", "sessions")).length).toBe(4);
    const { query } = await warehouse({ events: names.map((name, at) => event("x", name, `10:0${at}:00`)) });
    expect((await query("funnel", { steps: names.join(",") })).map(({ sessions }) => sessions)).toEqual(
      names.map(() => 1),
    );
  });
});

describe("retention", () => {
  const on = (user: string, day: string, override = {}) =>
    event(user, "page_view", `${day}T10:00:00`, override);

  test.each([
    {
      unit: "day",
      rows: [
        ["2026-03-02", 0, 1],
        ["2026-03-02", 8, 1],
      ],
    },
    {
      unit: "week",
      rows: [
        ["2026-03-02", 0, 1],
        ["2026-03-02", 1, 1],
      ],
    },
    { unit: "month", rows: [["2026-03-01", 0, 1]] },
  ])("is by $unit", async ({ unit, rows }) => {
    const { query } = await warehouse({ events: [on("a", "2026-03-02"), on("a", "2026-03-10")] });
    const found = await query("retention_cohorts", { unit });
    expect(
      found.map(({ cohort_week, week_number, active_visitors }) => [
        cohort_week,
        week_number,
        active_visitors,
      ]),
    ).toEqual(rows);
  });

  test("has no cohort of visitors who were there before the period", async () => {
    const { query } = await warehouse({
      events: [on("old", "2026-03-02", { session_index: 7 }), on("new", "2026-03-02", { session_index: 1 })],
    });
    expect(await query("retention_cohorts")).toMatchObject([{ visitors: 1 }]);
  });
});
