import type { AwsAccount } from "../../aws/arn.ts";
import type { Arguments } from "../../runtime/interpret/arguments.ts";
import type { Access } from "../authority.ts";
import { type Caller, keyContext } from "../context.ts";
import { type DeclaredStack, declared } from "../declared.ts";
import { each, takes } from "./access.ts";

/** All from "Controlling access with Amazon Data Firehose". */
const SOURCE = [
  "kinesis:DescribeStream",
  "kinesis:GetShardIterator",
  "kinesis:GetRecords",
  "kinesis:ListShards",
];
const BUCKET = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"];
const OBJECT = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"];
const KEY = ["kms:Decrypt", "kms:GenerateDataKey"];
const TRANSFORM = ["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"];
const SCHEMA = ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"];

/** What Firehose does by its roles: read the source, transform, look the schema up, write, log. */
export function ofDeliveries(stack: DeclaredStack, place: AwsAccount): Access[] {
  return declared(stack, "aws_kinesis_firehose_delivery_stream").flatMap((delivery) => {
    const source = delivery.block("kinesis_source_configuration");
    const destination = delivery.block("extended_s3_configuration");
    const taken = {
      "aws:SourceAccount": place.accountId,
      "aws:SourceArn": delivery.needText("arn"),
      "sts:ExternalId": place.accountId,
    };
    const session = delivery.needText("name");
    const as = (block: Arguments): Caller => ({ kind: "role", roleArn: block.needText("role_arn"), session });
    return [
      ...(source === undefined
        ? []
        : [
            ...takes("firehose.amazonaws.com", source.needText("role_arn"), taken),
            ...each(as(source), SOURCE, source.needText("kinesis_stream_arn")),
          ]),
      ...(destination === undefined
        ? []
        : [
            ...takes("firehose.amazonaws.com", destination.needText("role_arn"), taken),
            ...writes(destination, as(destination), place),
            ...transforms(destination, as(destination)),
            ...looksUp(destination, as, place),
            ...logs(destination, as(destination), place),
          ]),
    ];
  });
}

function writes(destination: Arguments, caller: Caller, place: AwsAccount): Access[] {
  const bucket = destination.needText("bucket_arn");
  const key = destination.text("kms_key_arn");
  const prefixes = [destination.text("prefix") ?? "", destination.text("error_output_prefix") ?? ""];
  const objects = prefixes.map((prefix) => `${bucket}/${prefix.split("!{")[0]}object`);
  return [
    ...each(caller, BUCKET, bucket),
    ...objects.flatMap((object) => each(caller, OBJECT, object)),
    ...(key === undefined ? [] : each(caller, KEY, key, keyContext(bucket, place))),
  ];
}

function transforms(destination: Arguments, caller: Caller): Access[] {
  const processors = destination.block("processing_configuration")?.blocks("processors") ?? [];
  return processors
    .flatMap((processor) => processor.blocks("parameters"))
    .filter((parameter) => parameter.text("parameter_name") === "LambdaArn")
    .flatMap((parameter) => each(caller, TRANSFORM, parameter.needText("parameter_value")));
}

function looksUp(destination: Arguments, as: (block: Arguments) => Caller, place: AwsAccount): Access[] {
  const schema = destination.block("data_format_conversion_configuration")?.block("schema_configuration");
  if (schema === undefined) return [];
  const database = schema.needText("database_name");
  const catalogue = `arn:aws:glue:${place.region}:${place.accountId}`;
  // Glue asks for the table and for all that it lies in.
  return [
    `${catalogue}:catalog`,
    `${catalogue}:database/${database}`,
    `${catalogue}:table/${database}/${schema.needText("table_name")}`,
  ].flatMap((resource) => each(as(schema), SCHEMA, resource));
}

function logs(destination: Arguments, caller: Caller, { region, accountId }: AwsAccount): Access[] {
  const options = destination.block("cloudwatch_logging_options");
  if (!options?.flag("enabled", false)) return [];
  const group = `arn:aws:logs:${region}:${accountId}:log-group:${options.needText("log_group_name")}`;
  return each(caller, ["logs:PutLogEvents"], `${group}:log-stream:${options.needText("log_stream_name")}`);
}
