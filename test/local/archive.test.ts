import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { environments } from "../../infra/environments.ts";
import type { Interference, LocalRun, TerraformJson } from "../../scripts/local/run/index.ts";
import { EARLIEST, EARLIEST_DAY } from "../../shared/event/epoch.ts";
import { expectConserved } from "./invariants.ts";
import { pipelineRun } from "./pipeline-run.ts";

const HOUR = 3_600_000;

/** Runs a pipeline over a file of these events. */
async function archived(
  events: readonly object[],
  interference: Interference = {},
  act?: (run: LocalRun) => Promise<void>,
) {
  const folder = await mkdtemp(join(tmpdir(), "archive-test-"));
  const file = join(folder, "events.ndjson");
  await writeFile(file, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  try {
    return await pipelineRun({ source: { file } }, interference, act);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @param hoursAgo from the present hour */
const event = (id: number, hoursAgo: number, app_id: string) => ({
  event_id: `e${id}`,
  event_name: "page_view",
  user_id: `u${id % 20}`,
  app_id,
  page_url: "https://shop.example/",
  client_created_at: new Date((Math.floor(Date.now() / HOUR) - hoursAgo) * HOUR).toISOString(),
});

test("sources and hours without number are archived, and every query sees them", async () => {
  const sources = Array.from({ length: 1500 }, (_, id) => event(id, 1, `site ${id}`));
  const hours = Array.from({ length: 700 }, (_, at) => event(10_000 + at, at, "shop"));
  await using run = await archived([...sources, ...hours]);
  expectConserved(run.report);
  expect(run.report.events).toMatchObject({ archived: 2200, failed: {}, duplicates: 0 });
  expect(await run.query("select count(distinct source), count(*) from events_unique")).toEqual([
    [1501, 2200],
  ]);
  expect(await run.query("select count(*) from events where source = 'site 7'")).toEqual([[1]]);
  expect(await run.query("select count(distinct dt || '/' || hour) from events")).toEqual([[700]]);
}, 180_000);

test("what queries do not see is not lost, and the accounting says where it is", async () => {
  const events = [event(1, 1, "a"), event(2, 24 * 400, "a")];
  const edit = ({ resource }: TerraformJson) => {
    const tables = Object.values(resource.aws_glue_catalog_table!);
    const { parameters } = tables.find(({ name }) => name === "events") as {
      parameters: Record<string, string>;
    };
    parameters["projection.dt.range"] = "NOW-30DAYS,NOW+1DAYS";
  };
  await using run = await archived(events, { edit });
  expect(run.report.events).toMatchObject({ archived: 2, failed: {}, lost: 0 });
  expect(run.report.broken).toEqual([
    expect.stringMatching(
      /^queries of events see 1 of the 2 archived rows: it cannot see dt=\S+\/hour=\d\d\/ \(1 file\): dt is \S+, and the table's range is NOW-30DAYS to NOW\+1DAYS$/,
    ),
  ]);
}, 180_000);

const longAgo = [event(1, 1, "a"), { ...event(2, 1, "a"), client_created_at: "2001-05-05T06:07:08Z" }];

test("an event of any day that is valid is archived, curated and found by a query of that time", async () => {
  const first = { ...event(3, 1, "a"), client_created_at: EARLIEST };
  let pages: unknown[][] = [];
  await using run = await archived([...longAgo, first], {}, async ({ drained, runtime }) => {
    await drained();
    expect((await runtime.schedules.runNow("curate")).error).toBeUndefined();
    const values = { since: "2001-05-01", until: "2001-05-31" };
    pages = (await runtime.queries.run("top_pages", { values })).rows;
  });
  expectConserved(run.report);
  expect(run.report.events).toMatchObject({ archived: 3, failed: {} });
  expect(pages).toHaveLength(1);
  expect(
    await run.query("select dt, hour, event_id from curated_events where dt < '2009' order by dt"),
  ).toEqual([
    [EARLIEST_DAY, 0, "e3"],
    ["2001-05-05", 6, "e2"],
  ]);
}, 180_000);

test("an event of a day that no query looks for is a failed one", async () => {
  const archive = { ...environments.dev.archive, firstDay: "2009-01-01" };
  await using run = await archived(longAgo, { environment: { archive } });
  expectConserved(run.report);
  expect(run.report.events).toMatchObject({ archived: 1, failed: { archive: { transform_failed: 1 } } });
  expect(await run.query("select errors[1].message from failed_events")).toEqual([
    ["no query would see it: the table's days are from 2009-01-01 (a setting) to tomorrow"],
  ]);
}, 180_000);
