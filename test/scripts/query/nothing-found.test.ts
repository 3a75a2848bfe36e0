import { describe, expect, test } from "@jest/globals";
import type { DeclaredQuery } from "../../../scripts/local/runtime/athena/types.ts";
import { limitReached, unknownSteps, whyNothing } from "../../../scripts/query/nothing-found.ts";
import { type BoundQuery, bound } from "../../../shared/queries/declared.ts";
import { event, sqlOf, type WarehouseRow, warehouse } from "../../shared/queries/warehouse.ts";

const declared = (name: string): DeclaredQuery => ({
  name,
  description: "",
  database: "d",
  sql: sqlOf(name),
});

/** What is said of a query that found these rows, over an archive with these events. */
async function sentence(
  events: WarehouseRow[],
  { name = "top_pages", values = {} as Record<string, string>, rows = [] as unknown[][] } = {},
): Promise<string | undefined> {
  const store = await warehouse({ events });
  return whyNothing(
    {
      list: () => ["top_pages", "funnel", "failed_events_by_reason"].map(declared),
      runBound: (query: BoundQuery) => store.bound(query),
    },
    name,
    values,
    { rows },
  );
}

const march = { since: "2026-03-01", until: "2026-03-31" };
const nothingOfStep = [[1, "purchase", 0, null, null]];

interface Asked {
  description: string;
  events: WarehouseRow[];
  values: Record<string, string>;
  asked?: { name: string; rows: unknown[][] };
  says: string;
}

test.each<Asked>([
  { description: "an archive without events", events: [], values: march, says: "has no events yet" },
  {
    description: "days before the archive begins",
    events: [event("a", "click", "10:00:00")],
    values: { since: "2025-03-01", until: "2025-03-31" },
    says: "no events of these days: it has those of 2026-03-02 to 2026-03-02",
  },
  {
    description: "an end alone, a month after the archive ends",
    events: [event("a", "click", "2026-01-02T10:00:00")],
    values: { until: "2026-03-31" },
    says: "it has those of 2026-01-02 to 2026-01-02",
  },
  {
    description: "a source that is spelt wrong",
    events: [event("a", "click", "10:00:00"), event("b", "click", "10:00:00", { source: "ios" })],
    values: { ...march, source: "wbe" },
    says: "No event of these days has the source wbe. Their sources are ios, web.",
  },
  {
    description: "many sources",
    events: Array.from({ length: 12 }, (_, at) => event("a", "click", "10:00:00", { source: `s${at}` })),
    values: { ...march, source: "wbe" },
    says: " and 2 more.",
  },
  {
    description: "a funnel whose steps nobody came to",
    events: [event("a", "click", "10:00:00")],
    values: { ...march, source: "wbe" },
    asked: { name: "funnel", rows: nothingOfStep },
    says: "has the source wbe",
  },
])("of $description it is said why nothing was found", async ({ events, values, asked, says }) => {
  expect(await sentence(events, { values, ...asked })).toContain(says);
});

test.each([
  { description: "something was found", rows: [["/", 1]] },
  { description: "nothing is what there is", rows: [] },
  { description: "a source has nothing of the kind", rows: [], values: { ...march, source: "web" } },
  { description: "failures are not of a source", rows: [], name: "failed_events_by_reason" },
  { description: "it was SQL of one's own", rows: [], name: "select 1" },
])("nothing is said where $description", async ({ description: _, ...asked }) => {
  expect(await sentence([event("a", "click", "10:00:00")], { values: march, ...asked })).toBeUndefined();
});

describe("steps of a funnel that no event is called by", () => {
  const steps = async (asked: string) => {
    const store = await warehouse({
      events: [event("a", "buy it", "10:00:00"), event("a", "click", "10:00:00")],
    });
    const { columns, rows } = await store.bound(bound(sqlOf("funnel"), { ...march, steps: asked }));
    return unknownSteps("funnel", { steps: asked }, { columns, rows });
  };

  test("are named", async () => {
    expect(await steps("clik,buy it,Buy It")).toMatch(
      /^No event of these days is called clik or Buy It: npm run /,
    );
  });

  test("are not spoken of where there are none", async () => {
    expect(await steps("click,purchase,buy it")).toBeUndefined();
    expect(unknownSteps("top_pages", {}, { columns: [], rows: [[null]] })).toBeUndefined();
  });
});

describe("a query that gives so many rows at most", () => {
  const said = (name: string, rows: number) =>
    limitReached({ list: () => ["top_pages", "funnel"].map(declared) }, name, {
      rows: Array(rows).fill([1]),
    });

  test("says so where it gave as many", () => {
    expect(said("top_pages", 100)).toBe(
      "top_pages gives 100 rows at most, and there may be more: ask for fewer days by --since and --until.",
    );
  });

  test.each([
    { description: "it gave fewer", name: "top_pages", rows: 99 },
    { description: "it has no such bound", name: "funnel", rows: 100 },
    { description: "it is SQL of one's own", name: "select 1 limit 1", rows: 1 },
  ])("says nothing where $description", ({ name, rows }) => {
    expect(said(name, rows)).toBeUndefined();
  });
});
