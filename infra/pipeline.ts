import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity/index.js";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition/index.js";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ERRORS_PREFIX, FAILED_PREFIX } from "../shared/failure/prefixes.ts";
import { PREDICTIONS_PREFIX } from "../shared/scoring/archived.ts";
import { AccessLogs } from "./access-logs.ts";
import { Analytics } from "./analytics.ts";
import { Archive, EVENTS_PREFIX } from "./archive.ts";
import { state } from "./backend.ts";
import { Bucket } from "./bucket.ts";
import { check } from "./checks.ts";
import type { StackContext } from "./context.ts";
import type { PipelineEnvironment } from "./environments.ts";
import { FailedEventStore } from "./failed.ts";
import { archiveFunction } from "./functions/archive.ts";
import { curateFunction } from "./functions/curate.ts";
import { enrichFunction } from "./functions/enrich.ts";
import { failedFunction } from "./functions/failed.ts";
import { generateFunction } from "./functions/generate.ts";
import { loadFunction } from "./functions/load.ts";
import { ShippedModel } from "./functions/model.ts";
import { predictFunction } from "./functions/predict.ts";
import { produceFunction } from "./functions/produce.ts";
import { scoring } from "./functions/scoring.ts";
import { searchFunction } from "./functions/search.ts";
import { DashboardWorkspace } from "./grafana.ts";
import { EncryptionKey } from "./key.ts";
import { RedisStore } from "./lookup.ts";
import { StackNetwork } from "./network.ts";
import { Observability } from "./observability.ts";
import { outputs } from "./outputs.ts";
import { Cursors, PredictionTable } from "./predictions.ts";
import { SearchSink } from "./search.ts";
import { GeneratedSecret } from "./secrets.ts";
import { EventStreams } from "./streams.ts";
import { Variables } from "./variables.ts";

/**
 * The first version that lets callers in at a function's own address as Lambda has wanted it since October 2025 (its
 * change log, 6.28.0). CDKTF's classes are those of 6.25, whose arguments it has.
 */
const PROVIDER = "6.28.0";

/** Files of look-up tables are loaded once; what is uploaded is kept for somebody who looks what was. */
const LOOKUPS_DAYS = 30;

/** Where no function takes files over into the curated table, they are all that there is of the archive. */
const landedDays = ({ schedules, archive }: PipelineEnvironment): number =>
  schedules.curate ? Math.min(archive.landingDays, archive.expireAfterDays) : archive.expireAfterDays;

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
    this.addOverride("terraform.required_providers.aws.version", PROVIDER);
    state(this, name);
    const place = { name, environment, bundles, ...this.whereabouts() };
    const { region } = place;
    const key = new EncryptionKey(this, "key", place);
    const accessLogs = environment.accessLogs ? new AccessLogs(this, "access-logs", place) : undefined;
    const context: StackContext = { ...place, key, ...(accessLogs && { accessLogs }) };
    const variables = new Variables(this, "variables", environment);

    const streams = new EventStreams(this, "streams", context);
    const archiveBucket = new Bucket(this, "archive-bucket", context, "archive", {
      tiered: true,
      versioned: environment.retainData,
      // The curated table's files are Iceberg's: it removes them itself.
      endsByPrefix: {
        [EVENTS_PREFIX]: landedDays(environment),
        [ERRORS_PREFIX]: environment.archive.expireAfterDays,
        [PREDICTIONS_PREFIX]: environment.archive.expireAfterDays,
      },
    });
    const failed = new FailedEventStore(this, "failed-events", context, archiveBucket);

    const analytics = new Analytics(this, "analytics", context, {
      archive: archiveBucket,
      failed: failed.bucket,
      failedPrefix: FAILED_PREFIX,
    });
    const cursors = new Cursors(this, "cursors", context);
    const curator = curateFunction(this, context, { archive: archiveBucket, analytics, cursors });
    analytics.declareViews(curator.prepared);
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

    const network = new StackNetwork(this, "network", context);
    const producer = produceFunction(this, context, {
      raw: streams.raw,
      cursors,
      failed,
      variables,
      network,
      after,
    });
    const generator = generateFunction(this, context, { raw: streams.raw, failed, variables, after });

    const lookup = new RedisStore(this, "lookup", context, network);
    const predictions = new PredictionTable(this, "predictions", context);
    const shippedModel = variables.model ? undefined : new ShippedModel(this, "shipped-model", context);
    const scores = scoring(context, predictions, archiveBucket, variables.model ?? shippedModel!);
    const addressKey = new GeneratedSecret(this, "address-key", context, "Key of the address hash");
    const enricher = enrichFunction(this, context, {
      streams,
      lookup,
      network,
      addressKey,
      scoring: scores,
      failed,
      after,
    });
    const predictor = predictFunction(this, context, {
      enriched: streams.enriched,
      scoring: scores,
      network,
      failed,
    });
    const sink = environment.sinks.opensearch;
    const search = sink && new SearchSink(this, "search-sink", context, sink, network);
    const indexer = search && searchFunction(this, context, { enriched: streams.enriched, search, failed });
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
        curate: curator.lambda.watched,
        load: loader.watched,
        ...(shippedModel && { model: shippedModel.watched }),
        ...(indexer && { search: indexer.watched }),
      },
      streams: { raw: streams.raw.name, enriched: streams.enriched.name },
      consumers: { raw: streams.raw.consumers, enriched: streams.enriched.consumers },
      tables: { predictions: predictions.tableName, cursors: cursors.tableName },
      failedQueue: failed.queueName,
      deadLetterQueue: failed.deadLetterQueueName,
      deliveryStream: archive.deliveryStreamName,
      redisNodes: lookup.nodes,
      ...(search?.watched && { searchDomain: search.watched }),
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
      scoring: environment.scoring,
      delivery_stream: archive.deliveryStreamName,
      failed_queue_url: failed.queueUrl,
      failed_bucket: failed.bucket.name,
      archive_bucket: archiveBucket.name,
      results_bucket: analytics.results.name,
      address_key_secret: addressKey.arn,
      lookups_bucket: lookupsBucket.name,
      load_function: loader.functionName,
      curate_function: curator.lambda.functionName,
      predictions_table: predictions.tableName,
      cursors_table: cursors.tableName,
      database: analytics.databaseName,
      workgroup: analytics.workgroup,
      alarm_topic: observability.topicArn,
      dashboard_url: `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${observability.dashboardName}`,
      ...(search && { search_endpoint: search.host, search_alias: search.alias }),
      ...(grafana && { grafana_url: `https://${grafana.endpoint}` }),
    });
    this.node.addValidation({ validate: () => check(this.toTerraform(), environment) });
  }

  /** Where whoever deploys does so: `current`, as terraform's own examples call it. */
  private whereabouts(): Pick<StackContext, "account" | "region" | "partition"> {
    const identity = new DataAwsCallerIdentity(this, "account");
    const place = new DataAwsRegion(this, "region");
    const { partition: id, dnsSuffix: suffix, reverseDnsPrefix: reversed } = this.partition();
    for (const source of [identity, place]) source.overrideLogicalId("current");
    // `id` is the name of the region in every version of the provider; `name` and `region` are not.
    return { account: identity.accountId, region: place.id, partition: { id, suffix, reversed } };
  }

  private partition(): DataAwsPartition {
    const partition = new DataAwsPartition(this, "partition");
    partition.overrideLogicalId("current");
    return partition;
  }
}
