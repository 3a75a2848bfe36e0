import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { forget } from "../../scripts/forget/run.ts";
import { openStack } from "../../scripts/forget/stack.ts";
import type { LocalRun } from "../../scripts/local/run/index.ts";
import { isInValue, needlesOf } from "../../shared/forget/needles.ts";
import { connectRedis } from "../../shared/redis/connect.ts";
import { keysLike } from "../../shared/redis/entries.ts";
import { expectConserved } from "./invariants.ts";
import { pipelineRun } from "./pipeline-run.ts";
import { putEvents } from "./put-events.ts";

let folder: string;
const environment = { ...process.env };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "forget-e2e-"));
});
afterEach(async () => {
  process.env = { ...environment };
  await rm(folder, { recursive: true });
});

const EVENTS = 1_500;
const PERSON = "ann-of-the-test";
const PHONE = "phone-of-ann";
const HOUR = 3_600_000;

/** What ann did an hour ago: before and after her login, on a shared device, and two events that fail. */
function eventsOfAnn(now: number): string[] {
  const event = (event_id: string, more: Record<string, unknown>) => ({
    event_id,
    event_name: "page_view",
    app_id: "shop",
    client_created_at: new Date(now - HOUR).toISOString(),
    ...more,
  });
  return [
    event("ann-1", { anonymous_id: PHONE }),
    event("ann-2", { anonymous_id: PHONE, user_id: PERSON, page_url: `https://shop.example/?u=${PERSON}` }),
    event("ann-3", { anonymous_id: "family", user_id: PERSON }),
    event("bob-1", { anonymous_id: "family", user_id: "bob" }),
    event("ann-4", { anonymous_id: PHONE, user_id: PERSON, event_name: ["no name"] }),
    event("ann-5", { user_id: { id: PERSON } }),
  ].map((each) => JSON.stringify(each));
}

test("somebody is found in every store, removed, and not brought back by a redelivery", async () => {
  const data = join(folder, "data");
  await using run = await pipelineRun(
    { source: "stream", events: EVENTS, rate: 500, badRatio: 0.02, data, search: true, searchPort: 0 },
    {},
    act,
  );
  expectConserved(run.report);
  expect(run.report.events.forgotten).toEqual({ archived: 3, predicted: 3 });
  expect(run.report.events.failed.enrich).toEqual({ forgotten: 3 });

  async function act(local: LocalRun): Promise<void> {
    const texts = eventsOfAnn(Date.now());
    await putEvents(local, PHONE, texts);
    await local.drained();
    const stack = await openStack({ data });
    const asked = { kind: "person", id: PERSON } as const;
    const quiet = { say() {}, waitMs: 16_000 };
    const counted = await forget(stack, { ...asked, apply: false }, quiet);
    expect(Object.fromEntries(counted.found.map(({ place, count }) => [place, count]))).toMatchObject({
      "failed events": 2,
      "documents to explore": 3,
      predictions: 3,
      archive: 3,
    });
    expect(await placesWith(local, data)).not.toEqual([]);
    const { left } = await forget(stack, { ...asked, apply: true }, quiet);
    expect(left.filter(({ count }) => count > 0)).toEqual([]);
    expect(await placesWith(local, data)).toEqual([]);
    // Again, but for what is no event of anybody: as a stream delivers, or somebody sends the file once more.
    await putEvents(
      local,
      PHONE,
      texts.filter((text) => /ann-[123]/.test(text)).map((text) => text.replace("ann-", "again-")),
    );
    await local.drained();
    expect(await placesWith(local, data)).toEqual([]);
    stack.close();
  }
}, 400_000);

/** Every place in which decoded rows hold the person's ids or their hashes. */
async function placesWith(local: LocalRun, data: string): Promise<string[]> {
  const needles = needlesOf([PERSON, PHONE]);
  const places: string[] = [];
  const look = (place: string, value: unknown) => {
    if (isInValue(needles, value)) places.push(place);
  };
  const { outputs } = local.runtime;
  for (const item of local.aws.dynamodb.table(String(outputs.predictions_table)).items())
    look("predictions", item);
  const { url, alias } = local.search!;
  const response = await fetch(`${url}/${alias}/_search?size=10000`);
  const found = (await response.json()) as { hits: { hits: { _source: unknown }[] } };
  for (const { _source } of found.hits.hits) look("search", _source);
  const s3 = join(data, "s3");
  const files = (await readdir(s3, { recursive: true })).filter((name) => !name.startsWith("."));
  for (const name of files.filter((each) => /\.(gz|json)$/.test(each))) {
    const bytes = await readFile(join(s3, name));
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    look(name, text);
    for (const [, payload] of text.matchAll(/"payload":"([^"]*)"/g))
      look(name, Buffer.from(payload!, "base64").toString());
  }
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const name of files.filter((each) => each.endsWith(".parquet"))) {
    const rows = await connection.runAndReadAll(
      `select to_json(t)::varchar from read_parquet('${join(s3, name)}', hive_partitioning = false) as t`,
    );
    for (const [row] of rows.getRowsJS()) look(name, row);
  }
  connection.closeSync();
  instance.closeSync();
  const redis = connectRedis({ host: local.redis.host, port: local.redis.port, tls: false, cluster: false });
  for (const key of await keysLike(redis, "*")) {
    look("redis", key);
    const value = await redis.run((client) => client.get(key), Date.now() + 10_000).catch(() => "");
    look("redis", value);
  }
  redis.close();
  return places;
}
