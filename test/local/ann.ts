import { readdirSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import type { LocalRun } from "../../scripts/local/run/index.ts";
import { tablesFile } from "../../scripts/local/runtime/athena/tables-file.ts";
import { isInValue, needlesOf } from "../../shared/forget/needles.ts";
import { forgettingTables } from "../../shared/forget/tables.ts";
import { connectRedis } from "../../shared/redis/connect.ts";
import { keysLike } from "../../shared/redis/entries.ts";

/** Somebody who is forgotten. */
export const PERSON = "ann-of-the-test";
export const PHONE_OF_ANN = "phone-of-ann";
const HOUR = 3_600_000;

/** What ann did some hours ago, which are over: before and after her login, on a shared device, and two events that fail. */
export function eventsOfAnn(now: number): string[] {
  const event = (event_id: string, more: Record<string, unknown>) => ({
    event_id,
    event_name: "page_view",
    app_id: "shop",
    client_created_at: new Date(now - 3 * HOUR).toISOString(),
    ...more,
  });
  return [
    event("ann-1", { anonymous_id: PHONE_OF_ANN }),
    event("ann-2", {
      anonymous_id: PHONE_OF_ANN,
      user_id: PERSON,
      page_url: `https://shop.example/?u=${PERSON}`,
    }),
    event("ann-3", { anonymous_id: "family", user_id: PERSON }),
    event("bob-1", { anonymous_id: "family", user_id: "bob" }),
    event("ann-4", { anonymous_id: PHONE_OF_ANN, user_id: PERSON, event_name: ["no name"] }),
    event("ann-5", { user_id: { id: PERSON } }),
  ].map((each) => JSON.stringify(each));
}

/** Every place in which decoded rows hold her ids or their hashes, and the file of the tables where its bytes do. */
export async function placesWithAnn(local: LocalRun, data: string): Promise<string[]> {
  const needles = needlesOf([PERSON, PHONE_OF_ANN]);
  const places: string[] = [];
  const look = (place: string, value: unknown) => {
    if (isInValue(needles, value)) places.push(place);
  };
  const { outputs } = local.runtime;
  for (const item of local.aws.dynamodb.table(String(outputs.predictions_table)).items())
    look("predictions", item);
  for (const document of await documentsIn(local)) look("search", document);
  const s3 = join(data, "s3");
  const files = (await readdir(s3, { recursive: true })).filter((name) => !name.startsWith("."));
  for (const name of files.filter((each) => /\.(gz|json)$/.test(each))) {
    const bytes = await readFile(join(s3, name));
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    look(name, text);
    for (const [, payload] of text.matchAll(/"payload":"([^"]*)"/g))
      look(name, Buffer.from(payload!, "base64").toString());
  }
  for (const { kind, name } of forgettingTables) {
    if (kind !== "iceberg") continue;
    const { rows } = await local.runtime.queries.run(`select * from ${name}`);
    for (const row of rows) look(name, row);
  }
  const tables = tablesFile(s3);
  for (const name of readdirSync(dirname(tables))) {
    const bytes = await readFile(join(dirname(tables), name));
    if ([PERSON, PHONE_OF_ANN].some((id) => bytes.includes(id))) places.push(`bytes of ${name}`);
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
  return [...new Set(places)];
}

async function documentsIn({ search }: LocalRun): Promise<unknown[]> {
  if (search === undefined) return [];
  const response = await fetch(`${search.url}/${search.alias}/_search?size=10000`);
  const found = (await response.json()) as { hits: { hits: { _source: unknown }[] } };
  return found.hits.hits.map(({ _source }) => _source);
}
