import { createHash } from "node:crypto";
import { archiveLineCheck } from "../../functions/archive/check.ts";
import { archiveHandler } from "../../functions/archive/handler.ts";
import { Enrichment } from "../../functions/enrich/enrichment.ts";
import { stepsOf } from "../../functions/enrich/steps.ts";
import { wireEnrich } from "../../functions/enrich/wiring.ts";
import { failedHandler } from "../../functions/failed/handler.ts";
import { predictHandler } from "../../functions/predict/handler.ts";
import { wireProduce } from "../../functions/produce/wiring.ts";
import { partitionKey } from "../../shared/archive-partition.ts";
import { tableSink } from "../../shared/aws/dynamodb.ts";
import { kinesisSink } from "../../shared/aws/kinesis.ts";
import { objectReader, objectStore } from "../../shared/aws/s3.ts";
import { queueSink } from "../../shared/aws/sqs.ts";
import { streamReader } from "../../shared/aws/stream-reader.ts";
import type { FailureSink } from "../../shared/failure/failed-event.ts";
import { FAILED_PREFIX } from "../../shared/failure/prefixes.ts";
import { failureSink } from "../../shared/failure/sink.ts";
import type { Handler } from "../../shared/lambda.ts";
import { loadMapping } from "../../shared/mapping/load.ts";
import { preparer } from "../../shared/publish/publish.ts";
import { wireScoring } from "../../shared/scoring/wiring.ts";
import type { CustomStep } from "../../shared/steps/custom-step.ts";
import { archivedFields, tablesOf } from "../../shared/steps/in-force.ts";
import { simulatedSteps } from "./custom-steps.ts";
import type { Host } from "./host.ts";
import { archiveBucket, bucketName, queueName, streamNames, tableName } from "./names.ts";
import type { Version } from "./rollout.ts";
import type { Scenario } from "./scenario.ts";
import { dynamoClientOf } from "./services/dynamodb.ts";
import { checkpointsOf, documentSourceOf } from "./services/index-source.ts";
import { kinesisClientOf } from "./services/kinesis.ts";
import { modelTransportOf } from "./services/model.ts";
import { redisLinkOf } from "./services/redis.ts";
import { s3ClientOf } from "./services/s3.ts";
import { sqsClientOf } from "./services/sqs.ts";
import { archiveRules, enrichSettingsOf, produceSettingsOf, simulatedScoring } from "./settings.ts";
import { versionBefore } from "./version-before.ts";
import type { SimulatedWorld } from "./world.ts";

const native = loadMapping("native");

type AnyHandler = Handler<never, unknown>;

/** Every function by its own wiring, with the clients of one environment in place of the real ones. */
export const wirings: Record<string, (world: SimulatedWorld, host: Host, version: Version) => AnyHandler> = {
  produce: (world, host) =>
    wireProduce(
      {
        mapping: native,
        source: async () => documentSourceOf(world.index, world.network, host),
        checkpoints: checkpointsOf(world.checkpoints, world.network, host),
        prepare: preparer({
          sink: streamSink(world, host, streamNames.raw),
          failures: failuresOf(world, host, "produce"),
          lanes: world.scenario.lanes,
          packBytes: world.scenario.packBytes,
          compression: world.scenario.compression,
        }),
        now: host.now,
        sleep: host.sleep,
        report() {},
      },
      produceSettingsOf(world.index),
    ),

  enrich(world, host, version) {
    const { scenario } = world;
    return wireEnrich(
      {
        redis: redisLinkOf(world.redis, world.network, host, scenario.clusteredRedis),
        enriched: streamSink(world, host, streamNames.enriched),
        failures: failuresOf(world, host, "enrich"),
        ...enrichmentOf(scenario, version),
        ...(scenario.scoring === "inline" && { scoring: scoringOf(world, host) }),
        meters: { batch() {}, roundTrip() {} },
        now: host.now,
      },
      enrichSettingsOf(scenario),
    );
  },

  predict(world, host) {
    const { ports, policy } = scoringOf(world, host);
    const failures = failuresOf(world, host, "predict");
    return predictHandler({ ...ports, failures, report() {}, now: host.now }, policy);
  },

  archive(world, host) {
    const store = objectStore(s3ClientOf(world.buckets, world.network, host), archiveBucket, host.now);
    return archiveHandler({
      failures: failuresOf(world, host, "archive"),
      rules: archiveRules,
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
      prefix: FAILED_PREFIX,
      now: host.now,
      report() {},
    }),
};

const customStepsOf = ({ customSteps }: Scenario): readonly CustomStep[] =>
  customSteps ? simulatedSteps : [];

/** Of the code before, or of the setting before: with steps of one's own a deployment takes those away. */
function enrichmentOf(scenario: Scenario, version: Version) {
  const steps = stepsOf({ addressKey: "simulated key" });
  const present = (custom: readonly CustomStep[]) => ({
    enrichment: new Enrichment(steps, "simulated", custom),
    tables: tablesOf(custom),
  });
  if (version === "present") return present(customStepsOf(scenario));
  const bare = present([]);
  return scenario.customSteps ? bare : { ...bare, enrichment: versionBefore(bare.enrichment) };
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

const scoringOf = ({ dynamodb, network, scenario }: SimulatedWorld, host: Host) =>
  wireScoring(
    {
      token: async () => "token",
      table: tableSink(dynamoClientOf(dynamodb, network, host), tableName, host.pace),
      transport: modelTransportOf(network, host, scenario.rates["model-refuses"] ?? 0),
      clock: host.pace,
      meters: { request() {}, stored() {} },
    },
    simulatedScoring,
  );
