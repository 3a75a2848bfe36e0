import { beforeAll, expect, test } from "@jest/globals";
import { type WarehouseRow, warehouse } from "../queries/warehouse.ts";
import { messyDays } from "./messy-days.ts";

/** What queries that read rollups say, beside the same worked out of the events one by one. */

let rolledUp: Awaited<ReturnType<typeof warehouse>>;
beforeAll(async () => {
  const events = messyDays(3);
  const curated = events.filter(({ dt }) => String(dt) <= "2026-03-05");
  rolledUp = await warehouse({ events, curated, rolledUp: "2026-03-05" });
});

const PEOPLE = "events_by_person where coalesce(is_bot, false) = false";
const SESSION = "session_device || ' ' || session_id";

const figures: { what: string; query: string; columns: string[]; ofEvents: string }[] = [
  {
    what: "whose a device is",
    query: "persons",
    columns: ["device", "person_id", "linked_at", "first_person_id", "first_linked_at"],
    ofEvents: `select
      coalesce(anonymous_id, user_id) as device,
      max_by(user_id, row(event_time, event_id)) as person_id,
      max(event_time) as linked_at,
      min_by(user_id, row(event_time, event_id)) as first_person_id,
      min(event_time) as first_linked_at
      from events where user_id is not null group by 1`,
  },
  {
    what: "what a visitor did",
    query: "top_users",
    columns: ["visitor", "events", "sessions", "page_views", "first_seen", "last_seen"],
    ofEvents: `select visitor, count(*) as events, count(distinct ${SESSION}) as sessions,
      count(*) filter (where event_name = 'page_view') as page_views,
      min(event_time) as first_seen, max(event_time) as last_seen
      from ${PEOPLE} group by visitor`,
  },
  {
    what: "what happened in a session, also past midnight",
    query: "sessions",
    columns: [
      "session_id",
      "session_device",
      "started_at",
      "entry_page",
      "events",
      "page_views",
      "add_to_carts",
    ],
    ofEvents: `select session_id, session_device, min(event_time) as started_at,
      min_by(page_path, row(event_time, page_path)) filter (where page_path is not null) as entry_page,
      count(*) as events, count(*) filter (where event_name = 'page_view') as page_views,
      count(*) filter (where event_name = 'add_to_cart') as add_to_carts
      from ${PEOPLE} and session_id is not null group by 1, 2`,
  },
  {
    what: "the visitors of a day",
    query: "active_users",
    columns: ["day", "daily"],
    ofEvents: `select cast(dt as date) as day, count(distinct visitor) as daily from ${PEOPLE} group by 1`,
  },
  {
    what: "where sessions enter and leave at once",
    query: "top_pages",
    columns: ["page_host", "page_path", "page_views", "visitors", "entrances", "bounces"],
    ofEvents: `select page_host, page_path, count(*) as page_views, count(distinct visitor) as visitors,
      count(*) filter (where position = 1) as entrances, count(*) filter (where views = 1) as bounces
      from (select visitor, page_host, page_path,
          row_number() over (partition by session_device, session_id
            order by event_time, session_event_index, page_host, page_path) as position,
          count(*) over (partition by session_device, session_id) as views
        from ${PEOPLE} and event_name = 'page_view' and session_id is not null) as seen
      group by 1, 2`,
  },
  {
    what: "the orders of a day",
    query: "revenue",
    columns: ["day", "currency", "source", "orders", "revenue", "refunds", "refunded"],
    ofEvents: `select cast(dt as date) as day, currency, source,
        count(*) filter (where event_name = 'purchase') as orders,
        case when count(*) filter (where event_name = 'purchase') = 0 then 0e0
          else sum(value) filter (where event_name = 'purchase') end as revenue,
        count(*) filter (where event_name = 'refund') as refunds,
        case when count(*) filter (where event_name = 'refund') = 0 then 0e0
          else sum(value) filter (where event_name = 'refund') end as refunded
      from (select *, row_number() over (
          partition by event_name, nullif(order_id, ''), case when coalesce(order_id, '') = '' then event_id end
          order by event_time, event_id) as report
        from ${PEOPLE} and event_name in ('purchase', 'refund')) as reported
      where report = 1 or event_name = 'refund' group by 1, 2, 3`,
  },
  {
    what: "how often an order was reported",
    query: "orders",
    columns: ["order_id", "reports"],
    ofEvents: `select nullif(order_id, '') as order_id, count(*) as reports from ${PEOPLE} and event_name = 'purchase'
      group by coalesce(nullif(order_id, ''), event_id), nullif(order_id, '')`,
  },
];

const sorted = (rows: WarehouseRow[], columns: string[]) =>
  rows.map((row) => JSON.stringify(columns.map((column) => row[column]))).sort();

test.each(figures)("$what, by $query", async ({ query, columns, ofEvents }) => {
  const expected = await rolledUp.run(ofEvents);
  expect(expected.length).toBeGreaterThan(4);
  expect(sorted(await rolledUp.query(query), columns)).toEqual(sorted(expected, columns));
});

test("what was looked at, by products", async () => {
  const line = "coalesce(i.product_id, i.name)";
  const [counted] = await rolledUp.run(`select
      count(distinct case when event_name = 'product_view' then event_id end) as views,
      count(distinct case when event_name = 'product_view' then visitor end) as viewers,
      count(distinct case when event_name = 'add_to_cart' then event_id end) as carts
    from (
      select e.* from ${PEOPLE.replace(" where", " as e cross join unnest(e.items) as i(product_id, name, brand, category, variant, price, quantity) where")}
        and ${line} = 'shoe'
      union all
      select * from ${PEOPLE} and coalesce(cardinality(items), 0) = 0 and product_id = 'shoe'
    ) as shoes`);
  const found = (await rolledUp.query("products")).find(({ product }) => product === "shoe");
  expect(found).toMatchObject(counted!);
});
