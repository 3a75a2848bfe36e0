import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { type Body, block, resourcesOf } from "../../infra/checks/stack.ts";
import { environmentSettings } from "../../infra/environments/settings.ts";
import { environments } from "../../infra/environments.ts";
import { explored, only, type Synthesized, synthesized } from "./synthesized.ts";

const dev = synthesized();
const prod = synthesized({}, environments.prod);
const inline = synthesized({ scoring: "inline" });
const stacks: [string, Synthesized][] = [
  ["dev", dev],
  ["prod", prod],
  ["inline", inline],
  ["grafana", synthesized({ grafana: true })],
  ["explored", synthesized({ sinks: explored })],
];

interface Watch {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
}

/** Every metric that an alarm looks at, by itself or in a calculation. */
function watches(body: Body): Watch[] {
  if (body.metric_name)
    return [
      {
        namespace: String(body.namespace),
        name: String(body.metric_name),
        dimensions: body.dimensions as Record<string, string>,
      },
    ];
  return (body.metric_query as Body[]).flatMap((query) => {
    const metric = block(query, "metric");
    return metric
      ? [
          {
            namespace: String(metric.namespace),
            name: String(metric.metric_name),
            dimensions: metric.dimensions as Record<string, string>,
          },
        ]
      : [];
  });
}

const alarms = (stack: Synthesized) => resourcesOf(stack, "aws_cloudwatch_metric_alarm");
const idOf = ({ body }: { body: Body }): string =>
  String(body.alarm_name).replace(/^clickstream-[a-z]+-/, "");

/** What an alarm says, without what terraform puts in. */
const saidBy = ({ body }: { body: Body }): string =>
  String(body.alarm_description).replaceAll(/\$\{[^}]*\}/g, "NAME");

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  anyOf?: JsonSchema[];
}

/** Whether an environment may have a setting of that path. */
function isSetting(path: string): boolean {
  const below = (schemas: JsonSchema[], name: string) =>
    schemas
      .flatMap((schema) => [schema, ...(schema.anyOf ?? [])])
      .flatMap(({ properties }) => properties?.[name] ?? []);
  return path.split(".").reduce(below, [z.toJSONSchema(environmentSettings) as JsonSchema]).length > 0;
}

/** What must be watched of each resource of a type; or why nothing is. */
const coverage: Record<string, string[] | string> = {
  aws_lambda_function: ["Errors", "Throttles", "Duration"],
  aws_kinesis_stream: ["WriteProvisionedThroughputExceeded", "ReadProvisionedThroughputExceeded"],
  aws_kinesis_firehose_delivery_stream: [
    "DeliveryToS3.DataFreshness",
    "DeliveryToS3.Success",
    "ExecuteProcessing.Success",
    "FailedConversion.Records",
    "KinesisMillisBehindLatest",
    "PartitionCountExceeded",
  ],
  aws_sqs_queue: ["ApproximateNumberOfMessagesVisible"],
  aws_dynamodb_table: ["SuccessfulRequestLatency", "SystemErrors", "WriteThrottleEvents"],
  aws_elasticache_replication_group: [
    "DatabaseMemoryUsagePercentage",
    "EngineCPUUtilization",
    "Evictions",
    "ReplicationLag",
    "SuccessfulWriteRequestLatency",
  ],
  aws_cloudwatch_event_rule: ["FailedInvocations"],
  aws_opensearch_domain: [
    "ClusterIndexWritesBlocked",
    "ClusterStatus.red",
    "CPUUtilization",
    "FreeStorageSpace",
    "JVMMemoryPressure",
    "KMSKeyInaccessible",
  ],
  aws_sns_topic: ["NumberOfNotificationsFailed"],
  aws_lambda_event_source_mapping: "by the source: streams below, the queue by its age",
  aws_kinesis_stream_consumer: "how far it is behind, below",
  aws_appautoscaling_policy: "what it does not follow are refused writes of its table",
  aws_appautoscaling_target: "a range",
  aws_athena_named_query: "a text",
  aws_athena_workgroup: "whoever asks sees the answer; a query that scans too much is refused",
  aws_budgets_budget: "it is an alarm",
  aws_cloudwatch_dashboard: "a view",
  aws_cloudwatch_event_target: "its rule's failed invocations",
  aws_cloudwatch_log_group: "a place for lines",
  aws_cloudwatch_log_resource_policy: "a right",
  aws_cloudwatch_log_stream: "a place for lines",
  aws_cloudwatch_metric_alarm: "it is an alarm",
  aws_default_security_group: "a rule",
  aws_eip: "an address",
  aws_elasticache_parameter_group: "a setting",
  aws_elasticache_subnet_group: "a setting",
  aws_glue_catalog_database: "a description",
  aws_glue_catalog_table: "a description",
  aws_grafana_workspace: "a view",
  aws_iam_role: "a right; a denied call is an error of the function",
  aws_iam_role_policy: "a right; a denied call is an error of the function",
  aws_internet_gateway: "AWS's own",
  aws_kms_alias: "a name",
  aws_kms_key: "a denied call is an error of whoever calls",
  aws_flow_log: "a record of connections",
  aws_lambda_function_event_invoke_config: "a setting",
  aws_lambda_function_url: "scoring errors say when the model is out of reach",
  aws_lambda_invocation: "a deployment waits for it, and fails with it",
  aws_lambda_permission: "a right",
  aws_nat_gateway: "scoring errors say when the model is out of reach",
  aws_route: "a rule",
  aws_route_table: "a rule",
  aws_route_table_association: "a rule",
  aws_s3_bucket: "writers' errors say when it is out of reach; its own request metrics cost by request",
  aws_s3_bucket_lifecycle_configuration: "a setting",
  aws_s3_bucket_logging: "a setting",
  aws_s3_bucket_notification: "a setting",
  aws_s3_bucket_policy: "a right",
  aws_s3_bucket_public_access_block: "a right",
  aws_s3_bucket_server_side_encryption_configuration: "a setting",
  aws_s3_bucket_versioning: "a setting",
  aws_secretsmanager_secret: "a function that cannot read it fails",
  aws_secretsmanager_secret_version: "a function that cannot read it fails",
  aws_security_group: "a rule",
  aws_sns_topic_policy: "a right",
  aws_sns_topic_subscription: "the topic's undelivered notices",
  aws_sqs_queue_policy: "a right",
  aws_sqs_queue_redrive_allow_policy: "a right",
  aws_subnet: "a range",
  aws_vpc: "a range",
  aws_vpc_endpoint: "errors of the functions say when a service is out of reach",
  aws_vpc_security_group_egress_rule: "a rule",
  aws_vpc_security_group_ingress_rule: "a rule",
};

describe.each(stacks)("the alarms of %s", (_name, stack) => {
  test("know every type of resource", () => {
    expect(Object.keys(stack.resource ?? {}).filter((type) => !(type in coverage))).toEqual([]);
  });

  test.each(Object.entries(coverage).filter(([, metrics]) => typeof metrics !== "string"))(
    "watch every %s by %j",
    (type, metrics) => {
      const watched = alarms(stack).flatMap(({ body }) => watches(body));
      for (const { address } of resourcesOf(stack, type))
        for (const metric of metrics)
          expect({
            address,
            metric,
            watched: watched.some(
              ({ name, dimensions }) => name === metric && JSON.stringify(dimensions).includes(address),
            ),
          }).toEqual({ address, metric, watched: true });
    },
  );

  test("watch every trigger on a stream for records that are late, given up, dropped or unreported", () => {
    const mappings = resourcesOf(stack, "aws_lambda_event_source_mapping").filter(
      ({ body }) => body.starting_position,
    );
    for (const { address, body } of mappings)
      for (const [metric, dimension] of [
        ["IteratorAge", String(body.function_name).replace(".arn}", ".function_name}")],
        ["DestinationDeliveryFailures", String(body.function_name).replace(".arn}", ".function_name}")],
        ["DroppedEventCount", `\${${address}.uuid}`],
        ["OnFailureDestinationDeliveredEventCount", `\${${address}.uuid}`],
      ])
        expect(alarms(stack).flatMap(({ body }) => watches(body))).toContainEqual(
          expect.objectContaining({
            name: metric,
            dimensions: expect.objectContaining(
              metric!.endsWith("Count") ? { EventSourceMappingUUID: dimension } : { FunctionName: dimension },
            ),
          }),
        );
  });

  test.each(["raw", "enriched"])("watch the readers of %s by the metrics that they have", (id) => {
    const stream = only(stack, "aws_kinesis_stream", id).address;
    const consumers = resourcesOf(stack, "aws_kinesis_stream_consumer").filter(({ body }) =>
      String(body.stream_arn).includes(stream),
    );
    const watched = alarms(stack)
      .flatMap(({ body }) => watches(body))
      .filter(({ dimensions }) => dimensions.StreamName?.includes(stream));
    for (const { body } of consumers)
      expect(watched).toContainEqual({
        namespace: "AWS/Kinesis",
        name: "SubscribeToShardEvent.MillisBehindLatest",
        dimensions: { StreamName: `\${${stream}.name}`, ConsumerName: body.name },
      });
    // Firehose polls the enriched stream; what only fan-out reads has no such data.
    const polled = id === "enriched" || consumers.length === 0;
    expect(watched.some(({ name }) => name === "GetRecords.IteratorAgeMilliseconds")).toBe(polled);
  });

  test("watch how full a stream is whose shards somebody has to add", () => {
    for (const { address, body } of resourcesOf(stack, "aws_kinesis_stream")) {
      const filling = alarms(stack).filter(
        ({ body }) => body.metric_name === "IncomingBytes" && JSON.stringify(body).includes(address),
      );
      const halves = filling.map(({ body }) => body.threshold);
      expect(halves).toEqual(
        body.shard_count === undefined ? [] : [(Number(body.shard_count) * 60 * 1024 ** 2) / 2],
      );
    }
  });

  test("tell the topic when they begin and end, and say what it means", () => {
    const topic = `\${${only(stack, "aws_sns_topic").address}.arn}`;
    for (const { body } of alarms(stack)) {
      expect(body).toMatchObject({ alarm_actions: [topic], ok_actions: [topic] });
      expect(String(body.alarm_description)).toMatch(/^[A-Z].{20,}\.$/);
      expect(["notBreaching", "breaching"]).toContain(body.treat_missing_data);
    }
  });

  test("say what to do by what there is: settings, commands, queries, functions and other alarms", () => {
    const ids = new Set(stacks.flatMap(([, each]) => alarms(each).map(idOf)));
    const firstWords = new Set([...ids].map((id) => id.split("-")[0]));
    const commands = Object.keys(JSON.parse(readFileSync("package.json", "utf8")).scripts);
    for (const alarm of alarms(stack)) {
      const text = saidBy(alarm);
      const found = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name!);
      const missing = {
        settings: found(/`([^`]+)`/g).filter((setting) => !isSetting(setting)),
        commands: found(/npm run ([a-z-]+)/g).filter((command) => !commands.includes(command)),
        queries: found(/query ([a-z]+_[a-z_]+)/g).filter((name) => !existsSync(`shared/queries/${name}.sql`)),
        alarms: found(/(?<![\w/-])([a-z]+(?:-[a-z0-9]+)+)\b/g).filter(
          (name) => firstWords.has(name.split("-")[0]!) && !ids.has(name) && name !== "failed-events",
        ),
      };
      const nothing = { settings: [], commands: [], queries: [], alarms: [] };
      expect({ id: idOf(alarm), ...missing }).toEqual({ id: idOf(alarm), ...nothing });
      expect(String(alarm.body.alarm_description).length).toBeLessThanOrEqual(1024);
    }
  });

  test("ask for no figure more often than it comes: what runs by the hour is not heard of five times in as many minutes", () => {
    for (const { body } of alarms(stack)) {
      const [, name] = /\.(curate|load)_function/.exec(JSON.stringify(body.dimensions ?? {})) ?? [];
      if (name === undefined || body.namespace !== "AWS/Lambda") continue;
      const { evaluation_periods: periods, period } = body;
      const wanted = name === "load" ? { periods: 1, period: 60 } : { periods: 2, period: 3600 };
      const id = idOf({ body });
      // Of silence, two hours are the measure anyway.
      expect({ id, periods, period }).toEqual({ id, ...wanted });
    }
  });

  test("have names of their own", () => {
    const names = alarms(stack).map(({ body }) => body.alarm_name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("silence", () => {
  const breaching = (stack: Synthesized) =>
    alarms(stack)
      .filter(({ body }) => body.treat_missing_data === "breaching")
      .map(({ body }) => String(body.alarm_name).replace(/^clickstream-\w+-/, ""));

  test("is bad of Redis everywhere, and of what runs by the clock in production", () => {
    expect(breaching(dev)).toEqual(["redis-1-busy"]);
    expect(breaching(prod)).toEqual([
      "produce-silent",
      "curate-silent",
      ...[1, 2, 3, 4, 5, 6].map((node) => `redis-${node}-busy`),
    ]);
  });
});

test("every node of a cluster is watched by the name that ElastiCache gives it", () => {
  const nodes = (stack: Synthesized) =>
    new Set(
      alarms(stack)
        .flatMap(({ body }) => watches(body))
        .flatMap(({ dimensions }) => dimensions.CacheClusterId?.replace(/.*\}/, "") ?? []),
    );
  expect([...nodes(dev)]).toEqual(["-0001-001"]);
  expect([...nodes(prod)]).toEqual([
    "-0001-001",
    "-0001-002",
    "-0002-001",
    "-0002-002",
    "-0003-001",
    "-0003-002",
  ]);
});

interface Widget {
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title: string; metrics?: unknown[][]; alarms?: string[] };
}

const widgets = (stack: Synthesized): Widget[] =>
  JSON.parse(String(only(stack, "aws_cloudwatch_dashboard").body.dashboard_body)).widgets;

describe.each(stacks)("the dashboard of %s", (_name, stack) => {
  test("fills a grid of 24 without overlap", () => {
    const taken = new Set<string>();
    for (const { x, y, width, height } of widgets(stack)) {
      expect(x + width).toBeLessThanOrEqual(24);
      for (let column = x; column < x + width; column++)
        for (let row = y; row < y + height; row++) {
          expect(taken).not.toContain(`${column}/${row}`);
          taken.add(`${column}/${row}`);
        }
    }
  });

  test("has the stations of the flow from left to right in each row", () => {
    const rows = Map.groupBy(
      widgets(stack).filter(({ type }) => type === "metric"),
      ({ y }) => y,
    );
    const stations = [/Sources|Elastic/, /Raw/, /Enrichment/, /Enriched/, /Scoring/, /Archive/];
    for (const row of [...rows.values()].slice(0, 3))
      for (const [index, { properties }] of row.entries()) expect(properties.title).toMatch(stations[index]!);
  });

  test("calls no two lines of a graph by one id, and calculates only with what is there", () => {
    for (const { properties } of widgets(stack)) {
      const options = (properties.metrics ?? []).map(
        (row) => row.at(-1) as { id?: string; expression?: string },
      );
      const ids = options.flatMap(({ id }) => id ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      for (const { expression } of options)
        for (const name of expression?.match(/\bl\d+_\w+/g) ?? []) expect(ids).toContain(name);
    }
  });

  test("shows every alarm", () => {
    const shown = widgets(stack)
      .filter(({ type }) => type === "alarm")
      .map(({ properties }) => properties.alarms ?? []);
    expect(new Set(shown.flat()).size).toBe(alarms(stack).length);
    // "Dashboard body structure": one widget takes a hundred.
    for (const part of shown) expect(part.length).toBeLessThanOrEqual(100);
  });
});

test("the functions' own metrics on dashboard and alarms are those that they write", () => {
  const written = new Set(
    ["functions", "shared"]
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) => path.join(folder, file)),
      )
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/(?:addMetric|count)\(\s*"(\w+)"/g)])
      .map(([, name]) => name),
  );
  const looks = ["Geo", "Zip", "Money", "Session"].flatMap((step) =>
    ["Ok", "Stale", "Missing", "Error"].map((status) => `LookUp${step}${status}`),
  );
  const used = stacks.flatMap(([, stack]) => [
    ...alarms(stack)
      .flatMap(({ body }) => watches(body))
      .filter(({ namespace }) => namespace === "Clickstream")
      .map(({ name }) => name),
    ...widgets(stack)
      .flatMap(({ properties }) => properties.metrics ?? [])
      .filter(([namespace]) => namespace === "Clickstream")
      .map(([, name]) => String(name)),
  ]);
  expect(used.length).toBeGreaterThan(50);
  expect([...new Set(used)].filter((name) => !written.has(name) && !looks.includes(name))).toEqual([]);
  expect(readFileSync("shared/lambda.ts", "utf8")).toContain('namespace: "Clickstream"');
});

/** What a stack's alarm of that name looks at. */
const watchedBy = (stack: Synthesized, id: string) =>
  watches(
    alarms(stack).find(({ body }) => String(body.alarm_name).endsWith(`-${id}`))?.body ?? {
      metric_query: [],
    },
  ).map(({ name, dimensions }) => `${/\.(\w+)_function/.exec(dimensions.service ?? "")?.[1]} ${name}`);

/** Titles of the graphs that show one of the functions' own metrics. */
const shownIn = (stack: Synthesized, metric: string) =>
  widgets(stack)
    .filter(({ properties }) =>
      properties.metrics?.some(([namespace, name]) => namespace === "Clickstream" && name === metric),
    )
    .map(({ properties }) => properties.title);

describe("latency from the raw stream to the stored prediction", () => {
  test.each([
    ["by stream is both hops", dev, ["enrich EnrichHop", "predict PredictHop"]],
    ["inline is what enrichment measures", inline, ["enrich EnrichHop"]],
  ])("%s, against the environment's limit", (_what, stack, hops) => {
    expect(watchedBy(stack, "prediction-late")).toEqual(hops);
    const alarm = alarms(stack).find(({ body }) => String(body.alarm_name).endsWith("-prediction-late"))!;
    expect(alarm.body.threshold).toBe(environments.dev.alarms.latencyMs);
    const graph = widgets(stack).find(({ properties }) =>
      properties.title?.startsWith("From the raw stream"),
    )!;
    expect(graph.properties.metrics?.filter((row) => (row.at(-1) as { label?: string }).label).length).toBe(
      2,
    );
    expect((graph.properties as { annotations?: object }).annotations).toEqual({
      horizontal: [{ label: "budget", value: 100 }],
    });
  });
});

test("Redis is watched and shown from the function that waits for it, beside its nodes", () => {
  for (const [, stack] of stacks) {
    expect(watchedBy(stack, "redis-unavailable")).toEqual(["enrich RedisUnavailable", "enrich RedisLatency"]);
    expect(watchedBy(stack, "redis-round-trip")).toEqual(["enrich RedisLatency"]);
    for (const metric of ["RedisLatency", "RedisUnavailable"])
      expect(shownIn(stack, metric)).toEqual(["Redis as enrichment sees it"]);
  }
});

test("the dashboard shows look-ups by their outcome", () => {
  for (const step of ["Geo", "Zip", "Money", "Session"])
    for (const outcome of ["Ok", "Stale", "Missing", "Error"])
      expect(shownIn(dev, `LookUp${step}${outcome}`)).toEqual(["Look-ups, events"]);
});

describe("the topic", () => {
  const statements = (stack: Synthesized) =>
    JSON.parse(String(only(stack, "aws_sns_topic_policy").body.policy)).Statement as {
      Principal: { Service: string };
      Condition: object;
    }[];

  test("takes notices from CloudWatch, and from the budget where there is one, for this account only", () => {
    const services = (stack: Synthesized) => statements(stack).map(({ Principal }) => Principal.Service);
    expect(services(dev)).toEqual(["cloudwatch.amazonaws.com"]);
    expect(services(prod)).toEqual(["cloudwatch.amazonaws.com", "budgets.amazonaws.com"]);
    for (const { Condition } of statements(prod))
      expect(Condition).toEqual({
        StringEquals: { "aws:SourceAccount": "${data.aws_caller_identity.current.account_id}" },
      });
  });

  test("tells the address that the environment names", () => {
    expect(resourcesOf(dev, "aws_sns_topic_subscription")).toEqual([]);
    const told = synthesized({ alarms: { ...environments.dev.alarms, email: "team@example.org" } });
    expect(only(told, "aws_sns_topic_subscription").body).toMatchObject({
      protocol: "email",
      endpoint: "team@example.org",
    });
  });
});

test("a budget and traces come by setting", () => {
  expect(resourcesOf(dev, "aws_budgets_budget")).toEqual([]);
  expect(only(prod, "aws_budgets_budget").body).toMatchObject({
    limit_amount: "25000",
    time_unit: "MONTHLY",
  });
  const mode = (stack: Synthesized) =>
    block(only(stack, "aws_lambda_function", ".enrich_").body, "tracing_config")?.mode;
  expect([mode(dev), mode(prod)]).toEqual(["PassThrough", "Active"]);
});
