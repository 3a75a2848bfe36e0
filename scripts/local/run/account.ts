import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  ARCHIVE_PLACE,
  FORGOTTEN_PREFIX,
  type ForgottenAudit,
  PREDICTIONS_PLACE,
  removedFrom,
} from "../../../shared/forget/audit.ts";
import { release } from "../../../shared/version.ts";
import type { LocalAws } from "../aws/contract.ts";
import type { Enforcement } from "../iam/index.ts";
import type { LocalRedis } from "../redis/types.ts";
import type { LocalRuntime } from "../runtime/types.ts";
import { archivedIn, folder, unseenSentence } from "./archived.ts";
import { type EventSource, readSoFar } from "./event-source.ts";
import { keyOf } from "./identity.ts";
import { KeySet } from "./key-set.ts";
import type { Ledger } from "./ledger.ts";
import type { Places } from "./places.ts";
import { brokenEquations, type Counts, lostEvents, type RunReport } from "./report.ts";
import type { RunSearch } from "./search.ts";

export interface Accounted {
  aws: LocalAws;
  runtime: LocalRuntime;
  ledger: Ledger;
  places: Places;
  source: EventSource;
  redis: LocalRedis;
  iam: Enforcement | undefined;
  search: RunSearch | undefined;
}

/**
 * The figures of a run, taken from what is stored: the archive is counted in its Parquet files and by a query of the
 * declared table, which has to see them all, the predictions in their table. Only what streams hold no longer is taken
 * from the ledger that followed them.
 */
export async function account(accounted: Accounted): Promise<RunReport> {
  const { aws, runtime, ledger, places, source, redis, iam, search } = accounted;
  const archived = await archivedIn(join(aws.s3.folder(places.archiveBucket), "events"), runtime);
  const predictions = aws.dynamodb.table(places.predictionsTable);
  const predictedKeys = new KeySet(predictions.texts("event_id"), predictions.count);
  const predicted = predictedKeys.size;
  // What was replayed is in its place by now, and failed no more.
  const archivedIds = await archivedOf(runtime, ledger.failures.idsAt("archive"));
  for (const id of archivedIds) ledger.failures.settle(keyOf(id), ["archive"]);
  for (const id of ledger.failures.idsAt("predict"))
    if (predictedKeys.has(keyOf(id))) ledger.failures.settle(keyOf(id), ["predict"]);
  const counts: Counts = {
    read: readSoFar(source, ledger),
    raw: ledger.raw,
    enriched: ledger.enriched,
    archived: archived.events,
    predicted,
    failed: ledger.failed,
    forgotten: await forgottenOf(aws.s3.folder(places.failedBucket)),
    predictionsCounted: ledger.followPredictions,
  };
  const seconds = Math.max(0.001, (ledger.lastChange - source.startedAt) / 1000);
  const failedFolder = join(aws.s3.folder(places.failedBucket), places.failedPrefix);
  const failedObjects = await folder(failedFolder, ".gz");
  const unseen = unseenSentence(archived);
  const { predictionsCounted: _how, failed, ...numbers } = counts;
  return {
    events: {
      ...numbers,
      read_from_others: ledger.arrivals.fromOthers,
      malformed: source.malformedCount,
      failed,
      duplicates: archived.rows - archived.events,
      lost: lostEvents(counts),
    },
    latency_ms: ledger.latencies.report(),
    throughput_eps: Math.round(counts.read / seconds),
    duration_s: Math.round(seconds * 10) / 10,
    archive: { files: archived.files, rows: archived.rows, bytes: archived.bytes, path: archived.path },
    predictions: { items: predictions.count },
    failed_events: { objects: failedObjects.files, rows: totalOf(failed), path: failedObjects.path },
    redis: `${redis.kind} ${redis.version}`,
    ...(search && { search: search.report(ledger.unsearchable) }),
    ...(iam && { iam: iam.figures() }),
    versions: { pipeline: release(), node: process.versions.node },
    broken: [...brokenEquations(counts), ...(unseen === undefined ? [] : [unseen])],
  };
}

/** What was removed from the bucket's stack, by what is written down of it. */
async function forgottenOf(bucket: string): Promise<Counts["forgotten"]> {
  const files = globSync(join(bucket, FORGOTTEN_PREFIX, "*.json"));
  const audits = await Promise.all(
    files.map(async (file): Promise<ForgottenAudit> => JSON.parse(await readFile(file, "utf8"))),
  );
  return {
    archived: removedFrom(audits, ARCHIVE_PLACE),
    predicted: removedFrom(audits, PREDICTIONS_PLACE),
  };
}

/** Which of the events are in the archive. */
async function archivedOf(runtime: LocalRuntime, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const list = ids.map((id) => `'${id.replaceAll("'", "''")}'`).join(", ");
  const { rows } = await runtime.queries.run(
    `SELECT DISTINCT event_id FROM events WHERE event_id IN (${list})`,
  );
  return rows.map(([id]) => String(id));
}

const totalOf = (failed: Record<string, Record<string, number>>): number =>
  Object.values(failed)
    .flatMap((reasons) => Object.values(reasons))
    .reduce((sum, count) => sum + count, 0);
