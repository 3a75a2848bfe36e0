import {
  type Body,
  block,
  numberOf,
  type Resource,
  referred,
  resourcesOf,
  type StackCheck,
  type StackJson,
} from "./stack.ts";

/** Firehose to S3. Rules: "Convert input data format" and "Dynamic partitioning", Amazon Data Firehose guide. */
export const checkDelivery: StackCheck = (stack) =>
  resourcesOf(stack, "aws_kinesis_firehose_delivery_stream").flatMap(({ address, body }) => {
    const s3 = block(body, "extended_s3_configuration");
    if (!s3) return [];
    const problems = [...buffer(s3), ...partitioning(s3), ...layout(stack, s3)];
    return problems.map((problem) => `${address} ${problem}`);
  });

function* buffer(s3: Body) {
  const converts = enabled(s3, "data_format_conversion_configuration");
  const size = numberOf(s3.buffering_size ?? 5);
  const interval = numberOf(s3.buffering_interval ?? 300);
  if (converts && size < 64) yield `buffers ${size} MiB; conversion to Parquet needs at least 64 MiB.`;
  if (size > 128) yield `buffers ${size} MiB; Firehose takes 128 MiB at most.`;
  if (interval > 900) yield `buffers for ${interval} s; Firehose takes 900 s at most.`;
  if (converts && interval < 60)
    yield `buffers for ${interval} s; with conversion to Parquet it must be 60 s or more.`;
  if (converts && (s3.compression_format ?? "UNCOMPRESSED") !== "UNCOMPRESSED")
    yield `compresses with ${s3.compression_format}; Parquet compresses itself, so the format must be UNCOMPRESSED.`;
}

function* partitioning(s3: Body) {
  if (!s3.error_output_prefix) yield "has no error prefix: failed records would lie among the events.";
  if (!enabled(s3, "dynamic_partitioning_configuration")) return;
  const prefix = String(s3.prefix ?? "");
  if (!enabled(s3, "processing_configuration") || !block(s3, "processing_configuration", "processors"))
    yield "partitions by content, but no processor says by what.";
  if (!/!\{partitionKeyFrom(Lambda|Query):/.test(prefix))
    yield `partitions by content, but its prefix "${prefix}" names no partition key.`;
}

/**
 * What the prefix writes must be what the table reads, in its order. Folders below the table's partitions are read with
 * them, and may be called like a column: no partition of that name hides it.
 */
function* layout(stack: StackJson, s3: Body) {
  const schema = block(s3, "data_format_conversion_configuration", "schema_configuration");
  const table = referred(stack, schema?.table_name);
  if (!table) return;
  const written = [...String(s3.prefix).matchAll(/(\w+)=!\{partitionKeyFromLambda:(\w+)\}/g)];
  const keys = partitionKeys(table);
  const read = written.slice(0, keys.length).map(([, name]) => name);
  if (written.some(([, name, key]) => name !== key) || read.join() !== keys.join())
    yield `writes under ${s3.prefix}, but ${table.address} is partitioned by ${keys.join(", ")}.`;
}

const partitionKeys = (table: Resource): string[] =>
  ((table.body.partition_keys ?? []) as { name: string }[]).map(({ name }) => name);

function enabled(s3: Body, name: string): boolean {
  const at = block(s3, name);
  return at !== undefined && at.enabled !== false;
}
