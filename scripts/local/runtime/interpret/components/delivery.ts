import type { DeliveryDefinition } from "../../firehose/types.ts";
import type { Arguments } from "../arguments.ts";
import { arnIn, type Component } from "../component.ts";

const MIB = 1024 * 1024;

export const deliveryStream: Component = (args, context) => {
  const name = args.needText("name");
  const destination = args.needText("destination");
  if (destination !== "extended_s3")
    throw new Error(
      `${args.address}: the local runtime delivers to extended_s3 only, not to ${destination}.`,
    );
  const source = args.block("kinesis_source_configuration");
  const s3 = args.block("extended_s3_configuration");
  if (!source || !s3)
    throw new Error(`${args.address}: the local runtime needs a Kinesis source and an S3 destination.`);
  source.ignore("role_arn");
  // One process owns the bucket: no role, no key; its log is the runtime's.
  s3.ignore("role_arn", "kms_key_arn", "cloudwatch_logging_options", "s3_backup_mode", "custom_time_zone");
  args.ignore("server_side_encryption");

  const arn = arnIn(context, "firehose", `deliverystream/${name}`);
  const conversion = conversionOf(s3);
  const compression = s3.text("compression_format") ?? "UNCOMPRESSED";
  if (compression !== "UNCOMPRESSED" && (conversion || compression !== "GZIP"))
    throw new Error(`${args.address}: compression_format ${compression} does not go with this delivery.`);
  const partitioning = s3.block("dynamic_partitioning_configuration");
  partitioning?.ignore("retry_duration");
  const definition: DeliveryDefinition = {
    name,
    arn,
    sourceArn: source.needText("kinesis_stream_arn"),
    bucket: s3.needText("bucket_arn").replace("arn:aws:s3:::", ""),
    prefix: s3.text("prefix") ?? "",
    errorPrefix: s3.text("error_output_prefix") ?? "",
    bufferBytes: s3.number("buffering_size", conversion ? 128 : 5) * MIB,
    bufferMs: s3.number("buffering_interval", 300) * 1000,
    dynamicPartitioning: partitioning?.flag("enabled", true) ?? false,
    gzip: compression === "GZIP",
    extension: s3.text("file_extension") ?? (conversion ? ".parquet" : compression === "GZIP" ? ".gz" : ""),
    ...transformOf(s3),
    ...(conversion && { conversion }),
  };
  if (conversion && definition.bufferBytes < 64 * MIB)
    throw new Error(`${args.address}: Firehose converts to Parquet from a buffering_size of 64 MiB on.`);
  if (definition.dynamicPartitioning && definition.errorPrefix === "")
    throw new Error(`${args.address}: dynamic partitioning needs error_output_prefix.`);
  context.plan.deliveries.push(definition);
  return { id: arn, arn, name };
};

function transformOf(s3: Arguments): Pick<DeliveryDefinition, "transform"> {
  const processing = s3.block("processing_configuration");
  if (!processing?.flag("enabled", true)) return {};
  const processors = processing.blocks("processors");
  const [processor] = processors;
  if (processors.length !== 1 || processor?.needText("type") !== "Lambda")
    throw new Error(`${s3.address}: the local runtime runs exactly one processor, of type Lambda.`);
  const parameters = new Map(
    processor
      .blocks("parameters")
      .map((parameter) => [parameter.needText("parameter_name"), parameter.needText("parameter_value")]),
  );
  const functionArn = parameters.get("LambdaArn");
  if (!functionArn) throw new Error(`${processor.address}: the parameter LambdaArn should be set.`);
  return {
    transform: {
      functionArn,
      bufferBytes: Number(parameters.get("BufferSizeInMBs") ?? 1) * MIB,
      bufferMs: Number(parameters.get("BufferIntervalInSeconds") ?? 60) * 1000,
      retries: Number(parameters.get("NumberOfRetries") ?? 3),
    },
  };
}

function conversionOf(s3: Arguments): { database: string; table: string } | undefined {
  const conversion = s3.block("data_format_conversion_configuration");
  if (!conversion?.flag("enabled", true)) return undefined;
  const deserializer = conversion.block("input_format_configuration")?.block("deserializer");
  const openX = deserializer?.block("open_x_json_ser_de");
  if (!openX) throw new Error(`${s3.address}: the local runtime reads JSON by open_x_json_ser_de only.`);
  const parquet = conversion
    .block("output_format_configuration")
    ?.block("serializer")
    ?.block("parquet_ser_de");
  if (!parquet || (parquet.text("compression") ?? "SNAPPY") !== "SNAPPY")
    throw new Error(`${s3.address}: the local runtime writes Parquet with Snappy only.`);
  // Layout hints inside a file; readers do not see them.
  parquet.ignore("block_size_bytes", "page_size_bytes", "max_padding_bytes", "writer_version");
  parquet.ignore("enable_dictionary_compression");
  const schema = conversion.block("schema_configuration");
  if (!schema) throw new Error(`${s3.address}: schema_configuration should name a Glue table.`);
  schema.ignore("role_arn", "region", "catalog_id", "version_id");
  return { database: schema.needText("database_name"), table: schema.needText("table_name") };
}
