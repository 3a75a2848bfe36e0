import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runQuery } from "../../shared/aws/athena.ts";
import { newAthenaClient, newDynamoClient, newS3Client, newSecretsClient } from "../../shared/aws/clients.ts";
import { type PersonItems, personItems } from "../../shared/aws/person-items.ts";
import { objectRemover } from "../../shared/aws/remove-objects.ts";
import { objectStore } from "../../shared/aws/s3.ts";
import { searchDomain } from "../../shared/aws/search-domain.ts";
import { secretReader } from "../../shared/aws/secrets.ts";
import { glueColumns } from "../../shared/columns/glue.ts";
import { forgettingCondition } from "../../shared/forget/condition.ts";
import { connectRedis, type RedisLink } from "../../shared/redis/connect.ts";
import { LOAD_COMMAND_MS } from "../../shared/redis/entries.ts";
import { sqlText } from "../features/labelled.ts";
import { redisTarget } from "../local/redis/url.ts";
import { boundedDuckDb } from "../local/runtime/athena/bounded-duckdb.ts";
import { speakTrino } from "../local/runtime/athena/dialect.ts";
import { readOutputs, withNames } from "../outputs.ts";
import { readRunFile } from "../query/run-file.ts";
import { UserError } from "../user-error.ts";
import type { StoredBucket } from "./bucket.ts";
import type { ExploredIndices } from "./indexed-documents.ts";
import type { ForgetCommand } from "./options.ts";
import type { AskArchive, Subject } from "./subject.ts";
import { openWork } from "./work.ts";

/** What a stack holds, and the ways to it. */
export interface ForgettingStack {
  ask: AskArchive;
  archive: StoredBucket;
  failed: StoredBucket;
  results: StoredBucket;
  predictions: PersonItems;
  redis: RedisLink;
  lanes: number;
  /** Of the marks of those who were forgotten. */
  key: string;
  /** Where events are copied to be explored. */
  explored: ExploredIndices | undefined;
  /** Keys of the files of the archive in which rows may be somebody's. */
  filesOf(subject: Subject): Promise<readonly string[]>;
  /** Folder for copies of such files. */
  work: string;
  close(): void;
}

const needed = [
  "lanes",
  "archive_bucket",
  "failed_bucket",
  "results_bucket",
  "predictions_table",
  "database",
  "workgroup",
  "address_key_secret",
] as const;

/** Throws a `UserError` for a stack that cannot be reached. */
export async function openStack(target: ForgetCommand["target"]): Promise<ForgettingStack> {
  const local = "data" in target ? localRun(target.data) : undefined;
  const outputs = local?.outputs ?? readOutputs((target as { outputs: string }).outputs, needed);
  const redisUrl = local?.redisUrl ?? process.env.REDIS_URL;
  if (redisUrl === undefined)
    throw new UserError("REDIS_URL is not set: session states and tombstones are in the stack's Redis.");
  const s3 = newS3Client();
  const athena = newAthenaClient();
  const dynamo = newDynamoClient();
  const secrets = newSecretsClient();
  const key = await secretReader(secrets)(outputs.address_key_secret);
  if (key === undefined || key === "") throw new UserError("The secret of the address key is empty.");
  const bucket = (name: string) => ({ store: objectStore(s3, name), remover: objectRemover(s3, name) });
  const redis = connectRedis({ ...redisTarget(redisUrl), commandTimeoutMs: LOAD_COMMAND_MS });
  const { search_endpoint: host, search_alias: alias } = outputs;
  const domain =
    host === undefined ? undefined : searchDomain({ host: String(host), tls: local === undefined });
  const work = openWork();
  const ask: AskArchive = async (sql) => (await runQuery(athena, sql, outputs, sleep)).rows;
  return {
    ask,
    archive: bucket(outputs.archive_bucket),
    failed: bucket(outputs.failed_bucket),
    results: bucket(outputs.results_bucket),
    predictions: personItems(dynamo, outputs.predictions_table),
    redis,
    lanes: Number(outputs.lanes),
    key,
    explored: domain && { domain, alias: String(alias) },
    filesOf: (subject) =>
      local === undefined
        ? filesByAthena(subject, ask, outputs.archive_bucket)
        : filesInFolder(subject, path.join(local.buckets, outputs.archive_bucket)),
    work: work.folder,
    close() {
      work.close();
      redis.close();
      domain?.close();
      for (const client of [s3, athena, dynamo, secrets]) client.destroy();
    },
  };
}

/** The SDK's own variables are set to reach the gateway of the run. */
function localRun(data: string) {
  const run = readRunFile(data);
  const { env } = process;
  env.AWS_ENDPOINT_URL = run.awsEndpointUrl;
  env.AWS_REGION = run.region;
  env.AWS_ACCESS_KEY_ID = "local";
  env.AWS_SECRET_ACCESS_KEY = "local";
  delete env.AWS_SESSION_TOKEN;
  delete env.AWS_PROFILE;
  return {
    outputs: withNames(run.outputs, needed, data),
    buckets: path.join(data, run.buckets),
    redisUrl: run.redisUrl,
  };
}

async function filesByAthena(subject: Subject, ask: AskArchive, bucket: string): Promise<string[]> {
  const columns = new Map(glueColumns().map(({ name, type }) => [name, type]));
  const condition = forgettingCondition(subject.needles, subject.shared, columns);
  const rows = await ask(`select distinct "$path" from events where ${condition}`);
  return rows.map(([at]) => at!.slice(`s3://${bucket}/`.length));
}

async function filesInFolder(subject: Subject, bucket: string): Promise<string[]> {
  const events = path.join(bucket, "events");
  if (!existsSync(events)) return [];
  const instance = await boundedDuckDb();
  try {
    const connection = await instance.connect();
    await speakTrino(connection);
    const from = `read_parquet('${sqlText(events)}/**/*.parquet', hive_partitioning = false, union_by_name = true, filename = true)`;
    const described = await connection
      .runAndReadAll(`describe select * from ${from}`)
      .catch((error: Error) => {
        // A folder without files: all were removed.
        if (/No files found/.test(error.message)) return undefined;
        throw error;
      });
    if (described === undefined) return [];
    const columns = new Map(
      described.getRowsJS().map(([column, type]): [string, string] => [String(column), String(type)]),
    );
    const condition = forgettingCondition(subject.needles, subject.shared, columns);
    const rows = await connection.runAndReadAll(`select distinct filename from ${from} where ${condition}`);
    return rows.getRowsJS().map(([file]) => path.relative(bucket, String(file)).split(path.sep).join("/"));
  } finally {
    instance.closeSync();
  }
}
