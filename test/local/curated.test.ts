import { expect, test } from "@jest/globals";
import { rollups } from "../../shared/rollups/rollups.ts";
import { rollupTable } from "../../shared/rollups/statements.ts";
import { lookUpFiles } from "../scripts/lookups/files.ts";
import { expectConserved } from "./invariants.ts";
import { pipelineRun } from "./pipeline-run.ts";

const HOUR_MS = 3_600_000;

test("the deployed function takes closed hours into the curated table by the gateway's Athena, and queries see each event once", async () => {
  const files = lookUpFiles();
  // Hours that are over, one of them long ago, and the present one.
  const times = [Date.now() - 30 * HOUR_MS, Date.parse("2020-05-06T07:00:00Z"), Date.now()];
  const events = Array.from({ length: 90 }, (_, at) => ({
    event_id: `e-${at}`,
    event_name: "page_view",
    app_id: "shop",
    client_created_at: new Date(times[at % 3]!).toISOString(),
    anonymous_id: `a-${at % 7}`,
  }));
  const path = files.write("events.ndjson", ...events.map((event) => JSON.stringify(event)));
  await using run = await pipelineRun({ source: { file: path } }, {}, async ({ drained, runtime }) => {
    await drained();
    for (let again = 0; again < 2; again++)
      expect((await runtime.schedules.runNow("curate")).error).toBeUndefined();
  });
  files.remove();
  expectConserved(run.report);
  expect(await run.query("select count(*), count(distinct event_id) from curated_events")).toEqual([
    [60, 60],
  ]);
  expect(await run.query("select count(*), count(distinct event_id) from events_unique")).toEqual([[90, 90]]);
  // Every event has its prediction in SQL, too, whichever day it is of.
  expect(
    await run.query("select count(distinct event_id), min(prediction) between 0 and 1 from predictions"),
  ).toEqual([[90, true]]);
  expect(
    await run.query(
      "select count(*) from predictions as p join events_unique as e on e.event_id = p.event_id and e.dt = p.dt",
    ),
  ).toEqual([[90]]);
  // The days that are over by the rollup's table, and the present one of its events.
  for (const rollup of rollups.filter(({ columns }) => columns.some(({ name }) => name === "page_views"))) {
    expect(await run.query(`select sum(page_views) from ${rollup.name}`)).toEqual([[90]]);
    const today = new Date().toISOString().slice(0, 10);
    const ofTable = await run.query(
      `select sum(page_views) from ${rollupTable(rollup)} where dt < '${today}'`,
    );
    expect(ofTable).not.toEqual([[null]]);
  }
}, 180_000);
