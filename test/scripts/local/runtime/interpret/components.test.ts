import { describe, expect, test } from "@jest/globals";
import { applied } from "./stack.ts";

const mapping = (more: object) => ({
  resource: {
    aws_lambda_event_source_mapping: {
      m: {
        event_source_arn: "arn:aws:kinesis:eu-west-1:0:stream/raw",
        function_name: "enrich",
        starting_position: "TRIM_HORIZON",
        ...more,
      },
    },
  },
});

describe("an event source mapping", () => {
  test("has the defaults of Lambda's API", () => {
    const [planned] = applied(mapping({})).plan.mappings;
    expect(planned).toMatchObject({
      enabled: true,
      start: { at: "TRIM_HORIZON" },
      rules: {
        batchSize: 100,
        batchingWindow: 0,
        parallelization: 1,
        reportBatchItemFailures: false,
        bisect: false,
        maximumRetries: -1,
        maximumAge: -1,
      },
    });
  });

  test("takes over every setting that the stack uses, in milliseconds", () => {
    const [planned] = applied(
      mapping({
        batch_size: 500,
        maximum_batching_window_in_seconds: 2,
        parallelization_factor: 4,
        function_response_types: ["ReportBatchItemFailures"],
        bisect_batch_on_function_error: true,
        maximum_retry_attempts: 7,
        maximum_record_age_in_seconds: 3600,
        destination_config: { on_failure: { destination_arn: "arn:aws:sqs:eu-west-1:0:failed" } },
      }),
    ).plan.mappings;
    expect(planned).toMatchObject({
      onFailure: "arn:aws:sqs:eu-west-1:0:failed",
      rules: {
        batchSize: 500,
        batchingWindow: 2_000,
        parallelization: 4,
        reportBatchItemFailures: true,
        bisect: true,
        maximumRetries: 7,
        maximumAge: 3_600_000,
      },
    });
  });

  test.each([
    { more: { starting_position: "NOW" }, message: "starting_position NOW" },
    { more: { event_source_arn: "arn:aws:dynamodb:eu-west-1:0:table/t" }, message: "Kinesis and SQS" },
    { more: { tumbling_window_in_seconds: 30 }, message: "tumbling window" },
    { more: { filter_criteria: { filter: [{ pattern: "{}" }] } }, message: "filters records" },
    { more: { batch_size: 10_001 }, message: "batch_size is 10001; Lambda takes 1 to 10000" },
    { more: { batch_size: 0 }, message: "batch_size is 0" },
    { more: { maximum_batching_window_in_seconds: 301 }, message: "is 301; Lambda takes 0 to 300" },
    { more: { parallelization_factor: 11 }, message: "is 11; Lambda takes 1 to 10" },
    { more: { maximum_retry_attempts: 10_001 }, message: "is 10001; Lambda takes 0 to 10000" },
    { more: { maximum_record_age_in_seconds: 59 }, message: "is 59; Lambda takes 60 to 604800" },
    {
      more: { event_source_arn: "arn:aws:sqs:eu-west-1:0:q", batch_size: 11 },
      message: "needs maximum_batching_window_in_seconds of at least 1",
    },
    {
      more: { event_source_arn: "arn:aws:sqs:eu-west-1:0:q", scaling_config: { maximum_concurrency: 1 } },
      message: "maximum_concurrency is 1; Lambda takes 2 to 1000",
    },
  ])("$message is refused", ({ more, message }) => {
    expect(() => applied(mapping(more))).toThrow(message);
  });
});

const delivery = (more: object) => ({
  resource: {
    aws_kinesis_firehose_delivery_stream: {
      d: {
        name: "archive",
        destination: "extended_s3",
        kinesis_source_configuration: {
          kinesis_stream_arn: "arn:aws:kinesis:eu-west-1:0:stream/enriched",
          role_arn: "r",
        },
        extended_s3_configuration: { role_arn: "r", bucket_arn: "arn:aws:s3:::b", ...more },
      },
    },
  },
});

describe("a delivery stream", () => {
  const conversion = {
    enabled: true,
    input_format_configuration: { deserializer: { open_x_json_ser_de: {} } },
    output_format_configuration: { serializer: { parquet_ser_de: { compression: "SNAPPY" } } },
    schema_configuration: { database_name: "db", table_name: "events", role_arn: "r" },
  };

  test("is planned with transform, partitioning and conversion", () => {
    const parameters = { LambdaArn: "arn:f:$LATEST", BufferSizeInMBs: "2", BufferIntervalInSeconds: "30" };
    const [planned] = applied(
      delivery({
        prefix: "events/dt=!{partitionKeyFromLambda:dt}/",
        error_output_prefix: "errors/",
        buffering_size: 64,
        buffering_interval: 60,
        dynamic_partitioning_configuration: { enabled: true },
        processing_configuration: {
          enabled: true,
          processors: [
            {
              type: "Lambda",
              parameters: Object.entries(parameters).map(([parameter_name, parameter_value]) => ({
                parameter_name,
                parameter_value,
              })),
            },
          ],
        },
        data_format_conversion_configuration: conversion,
      }),
    ).plan.deliveries;
    expect(planned).toMatchObject({
      bucket: "b",
      bufferBytes: 64 * 1024 * 1024,
      bufferMs: 60_000,
      dynamicPartitioning: true,
      transform: { functionArn: "arn:f:$LATEST", bufferBytes: 2 * 1024 * 1024, bufferMs: 30_000, retries: 3 },
      conversion: { database: "db", table: "events" },
      extension: ".parquet",
    });
  });

  test.each([
    {
      more: { buffering_size: 32, data_format_conversion_configuration: conversion },
      message: "64 MiB",
    },
    {
      more: { compression_format: "GZIP", data_format_conversion_configuration: conversion },
      message: "compression_format GZIP",
    },
    { more: { dynamic_partitioning_configuration: { enabled: true } }, message: "error_output_prefix" },
  ])("that AWS would refuse stops it: $message", ({ more, message }) => {
    expect(() => applied(delivery(more))).toThrow(message);
  });
});

test.each([
  { what: "a provisioned table", more: { billing_mode: "PROVISIONED", write_capacity: 7 }, writeUnits: 7 },
  { what: "a table without a mode, which is provisioned", more: { write_capacity: 7 }, writeUnits: 7 },
  { what: "a table on demand", more: { billing_mode: "PAY_PER_REQUEST" }, writeUnits: undefined },
])("$what refuses writes beyond its units: $writeUnits", ({ more, writeUnits }) => {
  const table = { name: "t", hash_key: "pk", attribute: [{ name: "pk", type: "S" }], ...more };
  const [[, definition]] = applied({ resource: { aws_dynamodb_table: { t: table } } }).created as [
    [string, { writeUnits?: number }],
  ];
  expect(definition.writeUnits).toBe(writeUnits);
});

test("a table takes its key types from its attributes, and its TTL", () => {
  const { created } = applied({
    resource: {
      aws_dynamodb_table: {
        t: {
          name: "t",
          hash_key: "pk",
          range_key: "sk",
          attribute: [
            { name: "pk", type: "S" },
            { name: "sk", type: "N" },
          ],
          ttl: { attribute_name: "expires_at", enabled: true },
          billing_mode: "PAY_PER_REQUEST",
        },
      },
    },
  });
  expect(created).toEqual([
    [
      "table",
      {
        name: "t",
        partitionKey: { name: "pk", type: "S" },
        sortKey: { name: "sk", type: "N" },
        ttlAttribute: "expires_at",
      },
    ],
  ]);
});

test("a rule and its target become a schedule; a disabled rule stays off", () => {
  const { plan } = applied({
    resource: {
      aws_cloudwatch_event_rule: {
        r: { name: "r", schedule_expression: "rate(1 minute)", state: "DISABLED" },
      },
      aws_cloudwatch_event_target: { t: { rule: "${aws_cloudwatch_event_rule.r.name}", arn: "arn:f" } },
    },
  });
  expect(plan.schedules).toMatchObject([
    { name: "r", function: "arn:f", expression: "rate(1 minute)", enabled: false },
  ]);
});

test.each([
  ["Lambda's own limits", {}, { retries: 2, maximumAge: 21_600_000 }],
  [
    "those that are declared, in milliseconds",
    { maximum_retry_attempts: 0, maximum_event_age_in_seconds: 60 },
    { retries: 0, maximumAge: 60_000 },
  ],
])("an asynchronous invocation has %s", (_what, settings, rules) => {
  const { plan } = applied({
    resource: { aws_lambda_function_event_invoke_config: { c: { function_name: "produce", ...settings } } },
  });
  expect(plan.asyncRules.get("produce")).toEqual(rules);
});

test("an Athena view's SQL is taken out of its comment", () => {
  const sql = Buffer.from(JSON.stringify({ originalSql: "select 1 as one" })).toString("base64");
  const { plan } = applied({
    resource: {
      aws_glue_catalog_table: {
        v: {
          name: "v",
          database_name: "db",
          table_type: "VIRTUAL_VIEW",
          view_original_text: `/* Presto View: ${sql} */`,
          storage_descriptor: { columns: [{ name: "one", type: "int" }] },
        },
      },
    },
  });
  expect(plan.tables).toMatchObject([{ name: "v", view: "select 1 as one" }]);
});

describe("a notification of a bucket", () => {
  const notification = (queue: object) => ({
    resource: { aws_s3_bucket_notification: { n: { bucket: "archive", queue: [queue] } } },
  });
  const queue = { queue_arn: "arn:aws:sqs:eu-west-1:0:failed", events: ["s3:ObjectCreated:*"] };

  test("is planned with its filter", () => {
    expect(applied(notification({ ...queue, filter_prefix: "errors/" })).plan.notifications).toEqual([
      { id: "notification", bucket: "archive", queueArn: queue.queue_arn, prefix: "errors/", suffix: "" },
    ]);
  });

  test("of anything but new objects is refused", () => {
    expect(() => applied(notification({ ...queue, events: ["s3:ObjectRemoved:*"] }))).toThrow(
      "announces s3:ObjectCreated:* only, not s3:ObjectRemoved:*",
    );
  });
});
