import { beforeAll, describe, expect, test } from "@jest/globals";
import { rollups } from "../../../shared/rollups/rollups.ts";
import { rollupTable } from "../../../shared/rollups/statements.ts";
import { queryNames, sqlOf, warehouse } from "../queries/warehouse.ts";
import { messyDays } from "./messy-days.ts";

const LAST_ROLLED_UP = "2026-03-05";
const periods: Record<string, string>[] = [
  {},
  { since: "2026-03-03", until: "2026-03-06" },
  { since: "2026-03-04", until: "2026-03-04", source: "web" },
];
const readsRollups = queryNames.filter((name) =>
  rollups.some((rollup) => sqlOf(name).includes(`from ${rollup.name}`)),
);

let ofEvents: Awaited<ReturnType<typeof warehouse>>;
let rolledUp: Awaited<ReturnType<typeof warehouse>>;

beforeAll(async () => {
  const events = messyDays(7);
  const curated = events.filter(({ dt }) => String(dt) <= LAST_ROLLED_UP);
  const predictions = events.map(({ event_id, dt }, at) => ({
    event_id,
    dt,
    prediction: (at % 97) / 97,
    model_version: "1",
    predicted_at: "2026-03-08 00:00:00",
  }));
  ofEvents = await warehouse({ events, predictions });
  // Files of the days have expired: what the queries say of them is the rollups' word.
  rolledUp = await warehouse({
    events: events.filter(({ dt }) => String(dt) > LAST_ROLLED_UP),
    curated,
    predictions,
    rolledUp: LAST_ROLLED_UP,
  });
});

test("all rollups are read by queries", () => {
  for (const { name } of rollups)
    expect(queryNames.some((query) => sqlOf(query).includes(`from ${name}`))).toBe(true);
});

describe.each(readsRollups)("%s", (name) => {
  test.each(periods)("has the figures of the events alone, of the period %j", async (period) => {
    const figures = await ofEvents.query(name, period);
    expect(await rolledUp.query(name, period)).toEqual(figures);
    expect(figures.length).toBeGreaterThan(0);
  });
});

test.each(rollups)(
  "$name has no two rows of one key, and holds the days that it is to hold",
  async (rollup) => {
    const { key } = rollup;
    const list = key.map((column) => `coalesce(cast(${column} as varchar), '-')`).join(", ");
    const [counted] = await rolledUp.run(
      `select count(*) as n, count(distinct (${list})) as keys, count(distinct dt) as days, max(dt) as last from ${rollupTable(rollup)}`,
    );
    expect(counted).toMatchObject({ keys: counted!.n, days: 4, last: LAST_ROLLED_UP });
  },
);

test.each(rollups)("$name has the columns that it declares, in their order", async ({ name, columns }) => {
  const found = await rolledUp.columns(`select * from ${name}`);
  expect(found.map((column) => column.name)).toEqual(columns.map((column) => column.name));
});
