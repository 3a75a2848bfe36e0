import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import { Construct } from "constructs";
import { reasons, stages } from "../../shared/failure/failed-event.ts";
import type { Bucket } from "../bucket.ts";
import type { Context } from "../context.ts";
import { dayProjection, enumProjection, projected } from "./projection.ts";

interface FailedEventsTableProps {
  databaseName: string;
  bucket: Bucket;
  prefix: string;
}

/** Columns of a failed event (`shared/failure/failed-event.ts`) but for `stage` and `reason`, which are partitions. */
export const failedEventColumns = [
  { name: "failure_id", type: "string", comment: "The same for every redelivery and replay of a record" },
  { name: "failed_at", type: "timestamp", comment: "When it failed this time" },
  { name: "first_failed_at", type: "timestamp", comment: "When it failed first" },
  { name: "category", type: "string", comment: "data, dependency, platform, size or policy" },
  { name: "retryable", type: "boolean", comment: "Whether a replay of the same bytes can succeed" },
  {
    name: "errors",
    type: "array<struct<path:string,expected:string,actual:string,message:string>>",
    comment: "What was wrong, by field",
  },
  { name: "component", type: "string", comment: "Function that gave up on the record" },
  { name: "component_version", type: "string", comment: "Version of that function" },
  { name: "event_id", type: "string", comment: "Where it could be read" },
  {
    name: "source",
    type: "struct<stream:string,shard_id:string,sequence_number:string,subsequence_number:int,arrival_time:string>",
    comment: "Where the record stood",
  },
  { name: "attempt", type: "int", comment: "Deliveries until it was given up" },
  { name: "replay_of", type: "string", comment: "failure_id of the failure that was replayed" },
  { name: "replay_count", type: "int", comment: "How often it was replayed" },
  { name: "payload", type: "string", comment: "The original bytes, base64" },
  { name: "payload_ref", type: "string", comment: "s3 URI of a payload too large for a row" },
  { name: "payload_bytes", type: "bigint", comment: "Size of the payload, bytes" },
  { name: "payload_sha256", type: "string", comment: "SHA-256 of the payload, hex" },
];

/** Failed events as a table: gzipped NDJSON, one row a user record. */
export class FailedEventsTable extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, context: Context, props: FailedEventsTableProps) {
    super(scope, id);
    const table = new GlueCatalogTable(this, "table", {
      name: "failed_events",
      databaseName: props.databaseName,
      description: "One row a record that failed, with its bytes and the reason",
      tableType: "EXTERNAL_TABLE",
      partitionKeys: [
        { name: "stage", type: "string", comment: "Where it failed" },
        { name: "reason", type: "string", comment: "Why it failed" },
        { name: "dt", type: "string", comment: "Day of failed_at, UTC" },
      ],
      parameters: {
        ...projected,
        ...enumProjection("stage", stages.join(",")),
        ...enumProjection("reason", Object.keys(reasons).join(",")),
        ...dayProjection("dt", context.environment.archive.firstDay),
        classification: "json",
        compressionType: "gzip",
      },
      storageDescriptor: {
        location: `s3://${props.bucket.name}/${props.prefix}`,
        inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
        outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        serDeInfo: {
          serializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
          // A row that is not JSON must not hide the others.
          parameters: { "ignore.malformed.json": "true" },
        },
        columns: failedEventColumns,
      },
    });
    this.name = table.name;
  }
}
