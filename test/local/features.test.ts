import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { shoppers } from "../../functions/generate/shoppers.ts";
import { shippedCoefficients } from "../../functions/model/coefficients.ts";
import { eventColumns, eventOfRow } from "../../scripts/features/events.ts";
import { labelNamed } from "../../scripts/features/label.ts";
import { readPeriod } from "../../scripts/features/labelled.ts";
import { DAY_MS } from "../../scripts/features/period.ts";
import { archiveFiles } from "../../scripts/features/source.ts";
import { writeTrainingSet } from "../../scripts/features/training-set.ts";
import type { DynamoItem } from "../../scripts/local/aws/contract.ts";
import { type Features, features } from "../builders/features.ts";
import { pipelineRun } from "./pipeline-run.ts";

let folder: string;
const environment = { ...process.env };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "features-e2e-"));
});
afterEach(async () => {
  process.env = { ...environment };
  await rm(folder, { recursive: true });
});

const EVENTS = 1_200;
const since = (Math.floor(Date.now() / DAY_MS) - 4) * DAY_MS;
const period = { since, until: since + 2 * DAY_MS };

/** Most of two days of a shop, some days ago: what a client held back happened a little before it came. */
async function history(): Promise<string> {
  const shop = shoppers({ seed: 3, startTime: since + DAY_MS / 8, rate: (EVENTS * 1000) / (1.5 * DAY_MS) });
  const lines = Array.from({ length: EVENTS }, () => `${shop.next().value.text}\n`);
  const file = join(folder, "history.ndjson");
  await writeFile(file, lines.join(""));
  return file;
}

test("features are computed anew as they were served, and a folder gives the training set that Athena's unload gives", async () => {
  const model = join(folder, "coefficients.json");
  await writeFile(model, JSON.stringify({ ...shippedCoefficients, version: "trained" }));
  const data = join(folder, "data");
  const source = { file: await history() };
  await using run = await pipelineRun({ source, data, model }, {}, async (local) => {
    await local.drained();
    const outputs = join(folder, "outputs.json");
    await writeFile(outputs, JSON.stringify(local.runtime.outputs));
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: local.aws.url,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "x",
      AWS_SECRET_ACCESS_KEY: "x",
    });
    const items = [...local.aws.dynamodb.table(String(local.runtime.outputs.predictions_table)).items()];
    expect(items).toHaveLength(EVENTS);
    expect(new Set(items.map(({ model_version }) => model_version!.S))).toEqual(new Set(["trained"]));

    const label = labelNamed("purchase_in_session");
    const out = join(folder, "training.csv");
    const sets: string[] = [];
    for (const from of [{ data }, { outputs }]) {
      using archive = await archiveFiles({ from, out }, readPeriod({ period, label }), () => {});
      expect(differing(await recomputed(archive.files), items)).toEqual([]);
      const choice = { splitBy: "person", shares: [0.7, 0.15, 0.15], sample: 1, bots: false } as const;
      const card = await writeTrainingSet({ ...choice, files: archive.files, out, period, label });
      expect(card.rows).toBeGreaterThan(EVENTS / 2);
      sets.push(await readFile(out, "utf8"));
    }
    expect(sets[0]).toBe(sets[1]);
    const results = join(data, "s3", String(local.runtime.outputs.results_bucket));
    expect(await readdir(results)).toEqual([]);
    expect((await readdir(folder)).filter((name) => name.startsWith("."))).toEqual([]);
  });
  expect(run.report.events).toMatchObject({ archived: EVENTS, failed: {} });
}, 240_000);

/** Ids of the events whose stored features are others than those of the archive. Items leave out what is 0. */
function differing(computed: ReadonlyMap<string, Features>, items: readonly DynamoItem[]): string[] {
  return items.flatMap(({ event_id, features: stored }) => {
    const id = String(event_id!.S);
    const values = stored!.M as Record<string, { N: string }>;
    const known = computed.get(id);
    const isSame =
      known !== undefined &&
      Object.entries(known).every(([name, value]) => Number(values[name]?.N ?? 0) === value) &&
      Object.keys(values).every((name) => name in known);
    return isSame ? [] : [id];
  });
}

async function recomputed(files: readonly string[]) {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const list = files.map((file) => `'${file}'`).join(", ");
  const rows = await connection.runAndReadAll(
    `select ${eventColumns.join(", ")} from read_parquet([${list}], union_by_name = true, hive_partitioning = false)`,
  );
  const events = rows.getRowObjectsJS().map((row) => eventOfRow(row));
  connection.closeSync();
  instance.closeSync();
  return new Map(events.map((event) => [event.event_id, features(event)]));
}
