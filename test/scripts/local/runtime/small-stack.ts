import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { strToU8, zipSync } from "fflate";

const call = `
const call = async (target, body) => {
  const credential = process.env.AWS_ACCESS_KEY_ID + "/20260101/eu-west-1/kinesis/aws4_request";
  const response = await fetch(process.env.AWS_ENDPOINT_URL, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": target,
      authorization: "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=host, Signature=x",
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
};`;

/** Three functions in a few lines: copy raw to enriched (a poison record throws), name the partition, keep notices. */
const code: Record<string, string> = {
  enrich: `${call}
export const handler = async ({ Records }) => {
  console.log(JSON.stringify({ _aws: { Timestamp: 1 }, records: Records.length }));
  const lines = Records.map(({ kinesis }) => Buffer.from(kinesis.data, "base64").toString());
  if (lines.some((line) => line.includes("poison"))) throw new Error("poison");
  await call("Kinesis_20131202.PutRecords", {
    StreamName: process.env.ENRICHED_STREAM,
    Records: Records.map(({ kinesis }) => ({ PartitionKey: kinesis.partitionKey, Data: kinesis.data })),
  });
  return { batchItemFailures: [] };
};`,
  archive: `
export const handler = async ({ records }) => ({
  records: records.map(({ recordId, data }) => ({
    recordId, data, result: "Ok",
    metadata: { partitionKeys: { dt: JSON.parse(Buffer.from(data, "base64")).at.slice(0, 10) } },
  })),
});`,
  failed: `
export const handler = async ({ Records }) => {
  for (const { body } of Records) console.log("NOTICE " + body);
  return { batchItemFailures: [] };
};`,
};

const fn = (name: string, variables: Record<string, string> = {}) => ({
  function_name: `mini-${name}`,
  handler: "index.handler",
  runtime: "nodejs24.x",
  filename: `${name}.zip`,
  role: "${aws_iam_role.all.arn}",
  timeout: 30,
  memory_size: 128,
  environment: { variables },
});

interface Column {
  name: string;
  type: string;
}

const usualColumns: readonly Column[] = [
  { name: "id", type: "string" },
  { name: "at", type: "timestamp" },
];

const stackOf = (columns: readonly Column[]) => ({
  variable: { database: { default: "mini" }, nothing: {} },
  resource: {
    aws_iam_role: { all: { name: "mini", assume_role_policy: "{}" } },
    aws_kinesis_stream: {
      raw: { name: "mini-raw", shard_count: 2 },
      enriched: { name: "mini-enriched", shard_count: 1 },
    },
    aws_s3_bucket: { archive: { bucket: "mini-archive" } },
    aws_sqs_queue: { failed: { name: "mini-failed", visibility_timeout_seconds: 180 } },
    aws_lambda_function: {
      enrich: fn("enrich", { ENRICHED_STREAM: "${aws_kinesis_stream.enriched.name}" }),
      archive: fn("archive"),
      failed: fn("failed"),
    },
    aws_lambda_event_source_mapping: {
      enrich: {
        event_source_arn: "${aws_kinesis_stream.raw.arn}",
        function_name: "${aws_lambda_function.enrich.arn}",
        starting_position: "TRIM_HORIZON",
        batch_size: 20,
        parallelization_factor: 2,
        bisect_batch_on_function_error: true,
        maximum_retry_attempts: 1,
        function_response_types: ["ReportBatchItemFailures"],
        destination_config: { on_failure: { destination_arn: "${aws_sqs_queue.failed.arn}" } },
      },
      failed: {
        event_source_arn: "${aws_sqs_queue.failed.arn}",
        function_name: "${aws_lambda_function.failed.arn}",
        function_response_types: ["ReportBatchItemFailures"],
      },
    },
    aws_cloudwatch_event_rule: { tick: { name: "tick", schedule_expression: "rate(1 day)" } },
    aws_cloudwatch_event_target: {
      tick: {
        rule: "${aws_cloudwatch_event_rule.tick.name}",
        arn: "${aws_lambda_function.failed.arn}",
        input: '{"Records":[{"body":"tick"}]}',
      },
    },
    aws_glue_catalog_database: { db: { name: "${var.database}" } },
    aws_glue_catalog_table: {
      events: {
        name: "events",
        database_name: "${aws_glue_catalog_database.db.name}",
        table_type: "EXTERNAL_TABLE",
        partition_keys: [{ name: "dt", type: "string" }],
        storage_descriptor: {
          location: "s3://${aws_s3_bucket.archive.id}/events/",
          ser_de_info: {
            serialization_library: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
          },
          columns,
        },
      },
    },
    aws_athena_named_query: {
      count: {
        name: "count",
        database: "${aws_glue_catalog_database.db.name}",
        query: "select count(distinct id) as ids, count(*) >= count(distinct id) as complete from events",
      },
    },
    aws_kinesis_firehose_delivery_stream: {
      archive: {
        name: "mini-archive",
        destination: "extended_s3",
        kinesis_source_configuration: { kinesis_stream_arn: "${aws_kinesis_stream.enriched.arn}" },
        extended_s3_configuration: {
          bucket_arn: "${aws_s3_bucket.archive.arn}",
          prefix: "events/dt=!{partitionKeyFromLambda:dt}/",
          error_output_prefix: "errors/!{firehose:error-output-type}/",
          buffering_size: 64,
          dynamic_partitioning_configuration: { enabled: true },
          processing_configuration: {
            enabled: true,
            processors: [
              {
                type: "Lambda",
                parameters: [
                  {
                    parameter_name: "LambdaArn",
                    parameter_value: "${aws_lambda_function.archive.arn}:$LATEST",
                  },
                ],
              },
            ],
          },
          data_format_conversion_configuration: {
            input_format_configuration: { deserializer: { open_x_json_ser_de: {} } },
            output_format_configuration: { serializer: { parquet_ser_de: {} } },
            schema_configuration: {
              database_name: "${aws_glue_catalog_database.db.name}",
              table_name: "${aws_glue_catalog_table.events.name}",
            },
          },
        },
      },
    },
  },
  output: { raw: { value: "${aws_kinesis_stream.raw.name}" } },
});

/** Writes the stack and its zips as a synth would, with these columns of its table; returns the path of the JSON. */
export function writeSmallStack(folder: string, columns = usualColumns): string {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(code))
    writeFileSync(path.join(folder, `${name}.zip`), zipSync({ "index.mjs": strToU8(text) }));
  const json = path.join(folder, "cdk.tf.json");
  writeFileSync(json, JSON.stringify(stackOf(columns)));
  return json;
}
