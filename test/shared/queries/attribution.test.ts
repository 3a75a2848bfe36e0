import { describe, expect, test } from "@jest/globals";
import { event, purchase, type WarehouseRow, warehouse } from "./warehouse.ts";

const visit = (day: string, override: WarehouseRow, user = "a") =>
  event(user, "page_view", `${day}T10:00:00`, { session_id: `${user}-${day}`, ...override });
const campaign = (utm_source: string | null, utm_medium: string | null, utm_campaign: string | null) => ({
  utm_source,
  utm_medium,
  utm_campaign,
});
const referrer = (
  referrer_medium: string,
  referrer_source: string | null,
  page_referrer: string | null = null,
) => ({
  referrer_medium,
  referrer_source,
  page_referrer,
});
const reached = (
  session_channel: string,
  session_referrer_source: string,
  session_referrer_medium: string,
) => ({
  session_channel,
  session_referrer_source,
  session_referrer_medium,
});
const bought = purchase("a", "2026-03-31T12:00:00", 20, { session_id: "a-2026-03-31" });

describe("an order is credited", () => {
  test.each([
    {
      what: "to the first and the last touch before it",
      events: [
        visit("2026-03-10", campaign("news", "email", "spring")),
        visit("2026-03-20", campaign("ads", "cpc", null)),
        visit("2026-03-25", referrer("search", "Google")),
        visit("2026-04-01", campaign("late", null, null)),
      ],
      first: ["news", "email", "spring"],
      last: ["Google", "search", null],
    },
    {
      what: "to direct where nothing brought the buyer",
      events: [visit("2026-03-31", {})],
      first: ["direct", null, null],
    },
    {
      what: "to what came before a direct visit",
      events: [visit("2026-03-30", referrer("social", "X")), visit("2026-03-31", {})],
      first: ["X", "social", null],
    },
    {
      what: "to what its sessions say before one that was direct, and after it",
      events: [
        visit("2026-03-08", { session_channel: "Direct" }),
        visit("2026-03-10", reached("Organic Search", "Google", "search")),
        visit("2026-03-20", { session_channel: "Direct" }),
      ],
      first: ["Google", "search", null],
    },
    {
      what: "to touches of the last 30 days, to the second",
      events: [
        event("a", "page_view", "2026-03-01T11:59:59", { ...campaign("early", null, null), session_id: "1" }),
        event("a", "page_view", "2026-03-01T12:00:00", { ...campaign("just", null, null), session_id: "2" }),
      ],
      first: ["just", null, null],
    },
    {
      what: "to no touch of another person",
      events: [visit("2026-03-30", campaign("ads", "cpc", null), "b")],
      first: ["direct", null, null],
    },
    {
      what: "to a touch on the device before its login",
      events: [
        visit("2026-03-10", {
          ...campaign("ads", "cpc", "x"),
          user_id: null,
          person_id: "d",
          anonymous_id: "d",
        }),
        visit("2026-03-31", { anonymous_id: "d" }),
      ],
      first: ["ads", "cpc", "x"],
    },
    {
      what: "to the campaign of a page that has a referrer, too",
      events: [visit("2026-03-30", { ...campaign("ads", "cpc", null), ...referrer("search", "Google") })],
      first: ["ads", "cpc", null],
    },
    {
      what: "to a campaign that names no source",
      events: [visit("2026-03-30", campaign(null, null, "flyer"))],
      first: ["unknown", null, "flyer"],
    },
    {
      what: "to the host of a referrer without a name",
      events: [visit("2026-03-30", referrer("unknown", null, "https://Blog.example:8080/post?x=1"))],
      first: ["blog.example", "unknown", null],
    },
    {
      what: "to no page of the shop itself",
      events: [visit("2026-03-30", referrer("internal", null, "https://shop/"))],
      first: ["direct", null, null],
    },
    {
      what: "not to the payment page that sends the buyer back",
      events: [
        event("a", "page_view", "2026-03-31T11:00:00", {
          session_id: "a-2026-03-31",
          ...referrer("social", "X"),
        }),
        event("a", "page_view", "2026-03-31T11:30:00", {
          session_id: "a-2026-03-31",
          ...referrer("unknown", null, "https://pay.example/"),
        }),
      ],
      first: ["X", "social", null],
    },
    {
      what: "not to that page after a campaign without a referrer either",
      events: [
        event("a", "page_view", "2026-03-31T11:00:00", {
          session_id: "a-2026-03-31",
          ...campaign("ads", "cpc", null),
        }),
        event("a", "page_view", "2026-03-31T11:30:00", {
          session_id: "a-2026-03-31",
          ...referrer("unknown", null, "https://pay.example/"),
        }),
      ],
      first: ["ads", "cpc", null],
    },
    {
      what: "to a campaign in mid-session",
      events: [
        event("a", "page_view", "2026-03-31T11:00:00", {
          session_id: "a-2026-03-31",
          ...referrer("social", "X"),
        }),
        event("a", "page_view", "2026-03-31T11:30:00", {
          session_id: "a-2026-03-31",
          ...campaign("ads", "cpc", null),
        }),
      ],
      first: ["X", "social", null],
      last: ["ads", "cpc", null],
    },
    {
      what: "to what its sessions say, and no more to the events' own fields",
      events: [
        visit("2026-03-10", {
          ...reached("Organic Search", "Google", "search"),
          ...referrer("internal", null),
        }),
        visit("2026-03-31", {
          session_channel: "Email",
          session_utm_source: "news",
          session_utm_medium: "email",
          session_utm_campaign: "spring",
          ...referrer("unknown", null, "https://pay.example/"),
        }),
      ],
      first: ["Google", "search", null],
      last: ["news", "email", "spring"],
    },
    {
      what: "to the click of a session that has no referrer",
      events: [visit("2026-03-30", { session_channel: "Paid Search", session_click_id_source: "gclid" })],
      first: ["gclid", null, null],
    },
    {
      what: "to no session that was direct",
      events: [visit("2026-03-30", { session_channel: "Direct" })],
      first: ["direct", null, null],
    },
    {
      what: "to no touch of a bot",
      events: [visit("2026-03-30", { ...campaign("ads", "cpc", null), is_bot: true })],
      first: ["direct", null, null],
    },
  ])("$what", async ({ events, first, last = first }) => {
    const { values } = await warehouse({ events: [...events, bought] });
    expect(await values("attribution", "touch", "source", "medium", "campaign", "orders", "revenue")).toEqual(
      [
        ["first", ...first, 1, 20],
        ["last", ...last, 1, 20],
      ],
    );
  });
});

test("attribution counts orders once, and never adds up currencies", async () => {
  const { query } = await warehouse({
    events: [
      visit("2026-03-30", campaign("ads", "cpc", "x")),
      visit("2026-03-30", campaign("ads", "cpc", "x"), "b"),
      purchase("a", "2026-03-31T12:00:00", 0.1, { order_id: "1" }),
      purchase("a", "2026-03-31T12:00:05", 0.1, { order_id: "1" }),
      purchase("b", "2026-03-31T12:00:00", 0.2, { order_id: "2" }),
      purchase("b", "2026-03-31T13:00:00", 50, { order_id: "3", currency: "USD" }),
    ],
  });
  const touch = { channel: null, source: "ads", medium: "cpc", campaign: "x" };
  expect(await query("attribution")).toEqual(
    ["first", "last"].flatMap((which) => [
      { touch: which, ...touch, currency: "EUR", orders: 2, revenue: 0.3, revenue_base: null },
      { touch: which, ...touch, currency: "USD", orders: 1, revenue: 50, revenue_base: null },
    ]),
  );
});

describe("attribution and breakdown call by one name what brought an order", () => {
  const traits = ["channel", "source", "medium", "campaign"];
  const byNews = { session_channel: "Email", session_utm_source: "news", session_utm_medium: "email" };

  test.each([
    { what: "nothing", session: { session_channel: "Direct" }, names: ["Direct", "direct", null, null] },
    {
      what: "nothing, where the table of channels is replaced",
      session: { session_channel: "Typed in" },
      names: ["Typed in", "direct", null, null],
    },
    { what: "a newsletter", session: byNews, names: ["Email", "news", "email", null] },
    {
      what: "a search",
      session: reached("Organic Search", "Google", "search"),
      names: ["Organic Search", "Google", "search", null],
    },
    {
      what: "a site whose name and host are not known",
      session: { session_channel: "Referral", session_referrer_medium: "unknown" },
      names: ["Referral", "unknown", "unknown", null],
    },
    {
      what: "a marked click",
      session: { session_channel: "Paid Search", session_click_id_source: "gclid" },
      names: ["Paid Search", "gclid", null, null],
    },
    {
      what: "a campaign that names no source",
      session: { session_channel: "Unassigned", session_utm_campaign: "flyer" },
      names: ["Unassigned", "unknown", null, "flyer"],
    },
  ])("$what", async ({ session, names }) => {
    const { query, values } = await warehouse({ events: [{ ...bought, ...session }] });
    expect(await values("attribution", "touch", ...traits)).toEqual([
      ["first", ...names],
      ["last", ...names],
    ]);
    const told: unknown[] = [];
    for (const trait of traits) told.push((await query("breakdown", { trait })).map((row) => row.trait));
    expect(told).toEqual(names.map((name) => [name]));
  });

  test("and none what the archive does not know", async () => {
    const { query, values } = await warehouse({ events: [bought] });
    expect(await values("attribution", "touch", "channel", "source")).toEqual([
      ["first", null, "direct"],
      ["last", null, "direct"],
    ]);
    expect((await query("breakdown", { trait: "source" })).map((row) => row.trait)).toEqual([null]);
  });
});
