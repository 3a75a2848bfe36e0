import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { AccessLogs } from "./access-logs.ts";
import { Analytics } from "./analytics.ts";
import { Archive } from "./archive.ts";
import { state } from "./backend.ts";
import { Bucket } from "./bucket.ts";
import { check } from "./checks.ts";
import type { StackContext } from "./context.ts";
import type { PipelineEnvironment } from "./environments.ts";
import { FAILED_PREFIX, FailedEventStore } from "./failed.ts";
import { archiveFunction } from "./functions/archive.ts";
import { enrichFunction } from "./functions/enrich.ts";
import { failedFunction } from "./functions/failed.ts";
import { generateFunction } from "./functions/generate.ts";
import { loadFunction } from "./functions/load.ts";
import { predictFunction } from "./functions/predict.ts";
import { produceFunction } from "./functions/produce.ts";
import { scoring } from "./functions/scoring.ts";
import { DashboardWorkspace } from "./grafana.ts";
import { EncryptionKey } from "./key.ts";
import { RedisStore } from "./lookup.ts";
import { StackNetwork } from "./network.ts";
import { Observability } from "./observability.ts";
import { outputs } from "./outputs.ts";
import { Cursors, PredictionTable } from "./predictions.ts";
import { GeneratedSecret } from "./secrets.ts";
import { EventStreams } from "./streams.ts";
import { Variables } from "./variables.ts";

/** Files of look-up tables are loaded once; what is uploaded is kept for somebody who looks what was. */
const LOOKUPS_DAYS = 30;

interface PipelineProps {
  environment: PipelineEnvironment;
  /** Directory of the functions' zips. */
  bundles: string;
}

/** The whole pipeline in one environment: one stack, composed in the order in which an event flows. */
export class Pipeline extends TerraformStack {
  constructor(scope: Construct, name: string, { environment, bundles }: PipelineProps) {
    super(scope, name);
    new AwsProvider(this, "aws", {
      defaultTags: [
        { tags: { application: "clickstream", environment: environment.name, ...environment.tags } },
      ],
    });
    state(this, name);
    const { account, region } = this.accountAndRegion();
    const key = new EncryptionKey(this, "key", { name, account, region });
    const place = { name, environment, account, region, bundles };
    const logs = environment.accessLogs ? new AccessLogs(this, "access-logs", place) : undefined;
    const context: StackContext = { ...place, key, ...(logs && { accessLogs: logs.bucketName }) };
    const variables = new Variables(this, "variables", environment);

    const streams = new EventStreams(this, "streams", context);
    const archiveBucket = new Bucket(this, "archive-bucket", context, "archive", {
      tiered: true,
      versioned: environment.retainData,
      expireAfterDays: environment.archive.expireAfterDays,
    });
    const failed = new FailedEventStore(this, "failed-events", context, archiveBucket);

    const analytics = new Analytics(this, "analytics", context, {
      archive: archiveBucket,
      failed: failed.bucket,
      failedPrefix: FAILED_PREFIX,
    });
    const transform = archiveFunction(this, context, {
      failed,
      archive: archiveBucket,
      table: analytics.events,
    });
    const archive = new Archive(this, "delivery", context, {
      source: streams.enriched,
      bucket: archiveBucket,
      table: analytics.events,
      transform,
    });
    // Firehose starts reading at the latest record: what puts events comes after it.
    const after = [archive.delivery];

    const cursors = new Cursors(this, "cursors", context);
    const producer = produceFunction(this, context, { raw: streams.raw, cursors, failed, variables, after });
    const generator = generateFunction(this, context, { raw: streams.raw, failed, variables, after });

    const network = new StackNetwork(this, "network", context);
    const lookup = new RedisStore(this, "lookup", context, network);
    const predictions = new PredictionTable(this, "predictions", context);
    const scores = scoring(context, predictions, variables);
    const enricher = enrichFunction(this, context, {
      streams,
      lookup,
      network,
      addressKey: new GeneratedSecret(this, "address-key", context, "Key of the address hash"),
      scoring: scores,
      failed,
      after,
    });
    const predictor = predictFunction(this, context, { enriched: streams.enriched, scoring: scores, failed });
    const writer = failedFunction(this, context, { failed, streams, archive: archiveBucket });

    const lookupsBucket = new Bucket(this, "lookups-bucket", context, "lookups", {
      expireAfterDays: LOOKUPS_DAYS,
    });
    const loader = loadFunction(this, context, { lookup, network, bucket: lookupsBucket });

    const observability = new Observability(this, "observability", context, {
      functions: {
        produce: producer.watched,
        generate: generator.watched,
        enrich: enricher.watched,
        predict: predictor.watched,
        archive: transform.watched,
        failed: writer.watched,
        load: loader.watched,
      },
      streams: { raw: streams.raw.name, enriched: streams.enriched.name },
      consumers: { raw: streams.raw.consumers, enriched: streams.enriched.consumers },
      tables: { predictions: predictions.tableName, cursors: cursors.tableName },
      failedQueue: failed.queueName,
      deadLetterQueue: failed.deadLetterQueueName,
      deliveryStream: archive.deliveryStreamName,
      redisNodes: lookup.nodes,
    });

    const grafana = environment.grafana
      ? new DashboardWorkspace(this, "grafana", context, {
          analytics,
          archive: archiveBucket,
          failed: failed.bucket,
        })
      : undefined;

    outputs(this, {
      raw_stream: streams.raw.name,
      lanes: String(environment.lanes),
      enriched_stream: streams.enriched.name,
      delivery_stream: archive.deliveryStreamName,
      failed_queue_url: failed.queueUrl,
      failed_bucket: failed.bucket.name,
      archive_bucket: archiveBucket.name,
      results_bucket: analytics.results.name,
      lookups_bucket: lookupsBucket.name,
      load_function: loader.functionName,
      predictions_table: predictions.tableName,
      cursors_table: cursors.tableName,
      database: analytics.databaseName,
      workgroup: analytics.workgroup,
      alarm_topic: observability.topicArn,
      dashboard_url: `https://${region}.console.aws.amazonaws.com/cloudwatch/home?region=${region}#dashboards/dashboard/${observability.dashboardName}`,
      ...(grafana && { grafana_url: `https://${grafana.endpoint}` }),
    });
    this.node.addValidation({ validate: () => check(this.toTerraform(), environment) });
  }

  /** The account and region of whoever deploys: `current`, as terraform's own examples call them. */
  private accountAndRegion(): { account: string; region: string } {
    const identity = new DataAwsCallerIdentity(this, "account");
    const place = new DataAwsRegion(this, "region");
    for (const source of [identity, place]) source.overrideLogicalId("current");
    // `id` is the name of the region in every version of the provider; `name` and `region` are not.
    return { account: identity.accountId, region: place.id };
  }
}
