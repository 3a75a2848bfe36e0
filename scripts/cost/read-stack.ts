import { UserError } from "../user-error.ts";
import type {
  PricedSearch,
  PricedStack,
  PricedStream,
  PricedStreamName,
  PricedTable,
  PricedTrigger,
} from "./stack.ts";

type Body = Record<string, unknown>;

interface StackJson {
  resource?: Record<string, Record<string, Body>>;
}

/** What decides the price of a synthesised stack, from its Terraform JSON. */
export function pricedStack(json: StackJson): PricedStack {
  const all = (type: string): [string, Body][] => Object.entries(json.resource?.[type] ?? {});
  const one = (type: string, name: string): Body => {
    const found = all(type).find(([key]) => key.includes(name));
    if (!found)
      throw new UserError(`The stack has no ${type} called ${name}: its cost cannot be worked out.`);
    return found[1];
  };
  const lambda = (name: string): Body => one("aws_lambda_function", `${name}_`);
  const settings = (name: string): Body => block(lambda(name), "environment", "variables")!;
  const memoryMb = (name: string): number => Number(lambda(name).memory_size);
  const trigger = (name: string): PricedTrigger | undefined => {
    const body = all("aws_lambda_event_source_mapping").find(([key]) => key.startsWith(`${name}_`))?.[1];
    return body && pricedTrigger(body);
  };
  const stream = (name: PricedStreamName): PricedStream => {
    const body = one("aws_kinesis_stream", name);
    const fanOuts = all("aws_kinesis_stream_consumer").filter(([, { stream_arn }]) =>
      String(stream_arn).includes(`streams_${name}`),
    ).length;
    const drives = (reader: string) => Number(trigger(reader) !== undefined);
    const readers = name === "raw" ? 1 : 1 + drives("predict") + drives("search");
    const retentionHours = Number(body.retention_period);
    const shards = body.shard_count === undefined ? {} : { shards: Number(body.shard_count) };
    return { ...shards, retentionHours, fanOuts, polls: readers - fanOuts };
  };
  const [enrich, predict, search] = [trigger("enrich"), trigger("predict"), trigger("search")];
  if (!enrich) throw new UserError("The stack has no trigger for enrich: its cost cannot be worked out.");
  const produce = settings("produce");
  const s3 = block(one("aws_kinesis_firehose_delivery_stream", ""), "extended_s3_configuration")!;
  const budget = all("aws_budgets_budget")[0]?.[1];
  const firstLog = block(lambda("enrich"), "logging_config")!;
  return {
    streams: { raw: stream("raw"), enriched: stream("enriched") },
    functions: {
      enrich: { memoryMb: memoryMb("enrich") },
      predict: { memoryMb: memoryMb("predict") },
      archive: { memoryMb: memoryMb("archive") },
      ...(search && { search: { memoryMb: memoryMb("search") } }),
    },
    ...(one("aws_cloudwatch_event_rule", "produce_").state === "ENABLED" && {
      produce: {
        memoryMb: memoryMb("produce"),
        slices: Number(produce.SLICES),
        pollSeconds: Number(produce.POLL_SECONDS),
      },
    }),
    pageSize: Number(produce.PAGE_SIZE),
    lanes: Number(produce.LANES),
    packBytes: { raw: Number(produce.PACK_BYTES), enriched: Number(settings("enrich").PACK_BYTES) },
    compression: {
      raw: String(produce.PACK_COMPRESSION),
      enriched: String(settings("enrich").ENRICHED_COMPRESSION),
    },
    ...(settings("enrich").STATE_COMPRESSION === "zstd" && { compressesStates: true }),
    enrich,
    ...(predict && { predict }),
    ...(search && {
      search: pricedSearch(search, settings("search"), all("aws_opensearch_domain")[0]?.[1]),
    }),
    delivery: {
      transformMib: transformMib(s3),
      bufferMib: Number(s3.buffering_size),
      bufferSeconds: Number(s3.buffering_interval),
    },
    predictions: pricedTable(
      one("aws_dynamodb_table", "predictions"),
      settings(predict ? "predict" : "enrich"),
      all("aws_appautoscaling_policy").find(([key]) => key.includes("writes"))?.[1],
      all("aws_appautoscaling_target").find(([key]) => key.includes("writes"))?.[1],
    ),
    archiveDays: expiryDays(one("aws_s3_bucket_lifecycle_configuration", "archive-bucket"), Math.max),
    ...(one("aws_cloudwatch_event_rule", "curate_").state === "ENABLED" && {
      landingDays: expiryDays(one("aws_s3_bucket_lifecycle_configuration", "archive-bucket"), Math.min),
    }),
    redis: pricedRedis(one("aws_elasticache_replication_group", "")),
    network: {
      zones: all("aws_subnet").filter(([key]) => key.includes("private")).length,
      endpoints: all("aws_vpc_endpoint").filter(([, body]) => body.vpc_endpoint_type === "Interface").length,
      nats: all("aws_nat_gateway").length,
    },
    logs: {
      days: Number(all("aws_cloudwatch_log_group")[0]?.[1].retention_in_days ?? 0),
      platformLines: firstLog.system_log_level !== "WARN",
    },
    tracing: block(lambda("enrich"), "tracing_config")?.mode === "Active",
    ...(budget !== undefined && { monthlyBudget: Number(budget.limit_amount) }),
    counts: {
      alarms: all("aws_cloudwatch_metric_alarm").length,
      keys: all("aws_kms_key").length,
      secrets: all("aws_secretsmanager_secret").length,
    },
  };
}

/** A nested block, which JSON gives as an object or as a list of one. */
function block(body: Body | undefined, ...path: string[]): Body | undefined {
  return path.reduce<Body | undefined>((at, name) => [at?.[name]].flat()[0] as Body | undefined, body);
}

const pricedTrigger = (body: Body): PricedTrigger => ({
  fanOut: String(body.event_source_arn).includes("aws_kinesis_stream_consumer."),
  batchSize: Number(body.batch_size),
  windowSeconds: Number(body.maximum_batching_window_in_seconds ?? 0),
  parallelization: Number(body.parallelization_factor ?? 1),
});

function pricedSearch(trigger: PricedTrigger, settings: Body, domain: Body | undefined): PricedSearch {
  const cluster = block(domain, "cluster_config");
  return {
    trigger,
    keepDays: Number(settings.SEARCH_KEEP_DAYS),
    replicas: Number(settings.SEARCH_REPLICAS),
    ...(cluster && {
      domain: {
        instanceType: String(cluster.instance_type),
        instances: Number(cluster.instance_count),
        volumeGib: Number(block(domain, "ebs_options")?.volume_size),
      },
    }),
  };
}

function transformMib(s3: Body): number {
  const processor = block(s3, "processing_configuration", "processors");
  const parameters = (processor?.parameters ?? []) as Body[];
  const size = parameters.find(({ parameter_name }) => parameter_name === "BufferSizeInMBs");
  return Number(size?.parameter_value ?? 1);
}

function pricedTable(
  body: Body,
  settings: Body,
  policy: Body | undefined,
  range: Body | undefined,
): PricedTable {
  const target = block(policy, "target_tracking_scaling_policy_configuration")?.target_value;
  return {
    latestOnly: settings.PREDICTION_WRITES === "latest_per_user",
    ...(settings.PREDICTIONS_BUCKET !== "" && { archived: true }),
    days: Number(settings.PREDICTION_TTL_DAYS),
    recovery: block(body, "point_in_time_recovery")?.enabled === true,
    ...(body.billing_mode === "PROVISIONED" && {
      provisioned: {
        leastWrites: Number(body.write_capacity),
        mostWrites: Number(range?.max_capacity ?? body.write_capacity),
        leastReads: Number(body.read_capacity),
        targetPercent: Number(target ?? 100),
      },
    }),
  };
}

function expiryDays(lifecycle: Body, choose: (...days: number[]) => number): number {
  const rules = (lifecycle.rule ?? []) as Body[];
  const days = rules.flatMap((rule) => Number(block(rule, "expiration")?.days ?? 0) || []);
  return days.length === 0 ? 0 : choose(...days);
}

function pricedRedis(body: Body): PricedStack["redis"] {
  const shards = Number(body.num_node_groups ?? 1);
  const nodes =
    body.num_node_groups === undefined
      ? Number(body.num_cache_clusters)
      : shards * (1 + Number(body.replicas_per_node_group ?? 0));
  return {
    nodeType: String(body.node_type),
    nodes,
    shards,
    snapshotDays: Number(body.snapshot_retention_limit ?? 0),
  };
}
