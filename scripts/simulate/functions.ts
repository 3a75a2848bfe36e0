import { createHash } from "node:crypto";
import { archiveLineCheck } from "../../functions/archive/check.ts";
import { archiveHandler } from "../../functions/archive/handler.ts";
import { Enrichment } from "../../functions/enrich/enrichment.ts";
import { enrichHandler } from "../../functions/enrich/handler.ts";
import { inlineScoring } from "../../functions/enrich/inline.ts";
import { writeIds } from "../../functions/enrich/session/write-ids.ts";
import { stepsOf } from "../../functions/enrich/steps.ts";
import { failedHandler } from "../../functions/failed/handler.ts";
import { predictHandler } from "../../functions/predict/handler.ts";
import { eventsOfDocument } from "../../functions/produce/document.ts";
import { produceHandler } from "../../functions/produce/handler.ts";
import { loadProgress } from "../../functions/produce/saved-progress.ts";
import { partitionKey } from "../../shared/archive-partition.ts";
import { tableSink } from "../../shared/aws/dynamodb.ts";
import { kinesisSink } from "../../shared/aws/kinesis.ts";
import { objectReader, objectStore } from "../../shared/aws/s3.ts";
import { queueSink } from "../../shared/aws/sqs.ts";
import { streamReader } from "../../shared/aws/stream-reader.ts";
import type { FailureSink } from "../../shared/failure/failed-event.ts";
import { failureSink } from "../../shared/failure/sink.ts";
import type { Handler } from "../../shared/lambda.ts";
import { loadMapping } from "../../shared/mapping/load.ts";
import { publisher } from "../../shared/publish/publish.ts";
import { factStore } from "../../shared/redis/fact-store.ts";
import { lookUpTables } from "../../shared/redis/tables.ts";
import { createScorer } from "../../shared/scoring/scorer.ts";
import type { StorePolicy, StorePorts } from "../../shared/scoring/store.ts";
import type { CustomStep } from "../../shared/steps/custom-step.ts";
import { archivedFields, tablesOf } from "../../shared/steps/in-force.ts";
import { simulatedSteps } from "./custom-steps.ts";
import type { Host } from "./host.ts";
import { archiveBucket, bucketName, queueName, streamNames, tableName } from "./names.ts";
import type { Version } from "./rollout.ts";
import { enrichRulesOf } from "./rules.ts";
import type { Scenario } from "./scenario.ts";
import { dynamoClientOf } from "./services/dynamodb.ts";
import { checkpointsOf, documentSourceOf } from "./services/index-source.ts";
import { kinesisClientOf } from "./services/kinesis.ts";
import { modelTransportOf } from "./services/model.ts";
import { redisLinkOf } from "./services/redis.ts";
import { s3ClientOf } from "./services/s3.ts";
import { sqsClientOf } from "./services/sqs.ts";
import { versionBefore } from "./version-before.ts";
import type { SimulatedWorld } from "./world.ts";

const BUDGET_MS = 200;
const policy: StorePolicy = { writes: "every_event", ttlDays: 30, budget: BUDGET_MS };
/** Sources with a folder of their own in the archive. */
const folders: ReadonlySet<string> = new Set(["web"]);
const native = loadMapping("native");

type AnyHandler = Handler<never, unknown>;

/** Every function as its `index.ts` wires it, with the clients of one environment in place of the real ones. */
export const wirings: Record<string, (world: SimulatedWorld, host: Host, version: Version) => AnyHandler> = {
  produce(world, host) {
    const { scenario } = world;
    return produceHandler({
      source: async () => documentSourceOf(world.index, world.network, host),
      load: () => loadProgress(checkpointsOf(world.checkpoints, world.network, host), "index"),
      publish: publisher({
        sink: streamSink(world, host, streamNames.raw),
        failures: failuresOf(world, host, "produce"),
        lanes: scenario.lanes,
        packBytes: scenario.packBytes,
        compression: scenario.compression,
      }),
      eventsOf: (hit) => eventsOfDocument(native, hit),
      timing: { lagMs: world.index.lagMs, overlapMs: world.index.overlapMs },
      pollMs: 1,
      now: host.now,
      sleep: host.sleep,
      report() {},
    });
  },

  enrich(world, host, version) {
    const { scenario } = world;
    const enrichment = enrichmentOf(scenario, version);
    return enrichHandler(
      {
        facts: factStore({
          redis: redisLinkOf(world.redis, world.network, host, scenario.clusteredRedis),
          lanes: scenario.lanes,
          tables: lookUpTables(20_000, tablesOf(customStepsOf(scenario))),
          stateTtlSeconds: 7 * 24 * 3600,
          now: host.now,
        }),
        enriched: streamSink(world, host, streamNames.enriched),
        failures: failuresOf(world, host, "enrich"),
        ...(scenario.scoring === "inline" && {
          score: inlineScoring(scoringOf(world, host), policy, enrichment.lines, host.now),
        }),
        inputs: inputsOf(host),
        meters: { batch() {} },
      },
      {
        enrichment,
        rules: enrichRulesOf(scenario),
        outage: scenario.outage,
        folders,
        lanes: scenario.lanes,
        packBytes: scenario.packBytes,
      },
    );
  },

  predict: (world, host) =>
    predictHandler(
      {
        ...scoringOf(world, host),
        failures: failuresOf(world, host, "predict"),
        report() {},
        now: host.now,
      },
      policy,
    ),

  archive(world, host) {
    const store = objectStore(s3ClientOf(world.buckets, world.network, host), archiveBucket, host.now);
    return archiveHandler({
      failures: failuresOf(world, host, "archive"),
      rules: { folders, firstDay: "2009-01-01" },
      checkLine: archiveLineCheck(archivedFields(customStepsOf(world.scenario))),
      // Lines instead of Parquet, as the simulated Firehose writes them.
      writeDirect({ partition, lines }, deadline) {
        const bytes = Buffer.from(lines.map((each) => Buffer.from(each).toString().trimEnd()).join("\n"));
        const name = createHash("sha256").update(bytes).digest("hex");
        return store.put(`events/${partitionKey(partition)}/${name}.ndjson`, bytes, { deadline });
      },
      now: host.now,
      report() {},
    });
  },

  failed: (world, host) =>
    failedHandler({
      store: objectStore(s3ClientOf(world.buckets, world.network, host), bucketName, host.now),
      reader: streamReader(kinesisClientOf(world.kinesis, world.network, host), host.pace),
      objects: objectReader(s3ClientOf(world.buckets, world.network, host)),
      queue: queueOf(world, host),
      prefix: "failed/",
      now: host.now,
      report() {},
    }),
};

const customStepsOf = ({ customSteps }: Scenario): readonly CustomStep[] =>
  customSteps ? simulatedSteps : [];

/** Of the code before, or of the setting before: with steps of one's own a deployment takes those away. */
function enrichmentOf(scenario: Scenario, version: Version): Enrichment {
  const steps = stepsOf({ addressKey: "simulated key" });
  const present = (custom: readonly CustomStep[]) => new Enrichment(steps, "simulated", custom);
  if (version === "present") return present(customStepsOf(scenario));
  return scenario.customSteps ? present([]) : versionBefore(present([]));
}

function inputsOf(host: Host) {
  const nextWriteId = writeIds();
  return () => ({ now: host.now(), nextWriteId });
}

const streamSink = (world: SimulatedWorld, host: Host, stream: string) =>
  kinesisSink(kinesisClientOf(world.kinesis, world.network, host), stream, host.pace);

const queueOf = (world: SimulatedWorld, host: Host) =>
  queueSink(sqsClientOf(world.queues, world.network, host), world.queues.url(queueName), host.pace);

function failuresOf(world: SimulatedWorld, host: Host, component: string): FailureSink {
  return failureSink({
    component,
    queue: queueOf(world, host),
    store: objectStore(s3ClientOf(world.buckets, world.network, host), bucketName, host.now),
    now: host.now,
  });
}

function scoringOf(world: SimulatedWorld, host: Host): StorePorts {
  const { network } = world;
  return {
    scorer: createScorer({
      url: "http://model.test/predict",
      token: async () => "token",
      timeout: 1_000,
      budget: BUDGET_MS,
      maxBatch: 64,
      concurrency: 3,
      transport: modelTransportOf(network, host, world.scenario.rates["model-refuses"] ?? 0),
      clock: host.pace,
    }),
    table: tableSink(dynamoClientOf(world.dynamodb, network, host), tableName, host.pace),
    meters: { stored() {} },
  };
}
