import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import { Construct } from "constructs";
import { failedEventColumns } from "../../shared/columns/failed-events.ts";
import { reasons, stages } from "../../shared/failure/failed-event.ts";
import type { Bucket } from "../bucket.ts";
import type { StackContext } from "../context.ts";
import { dayProjection, enumProjection, projected } from "./projection.ts";

interface FailedEventsTableProps {
  databaseName: string;
  bucket: Bucket;
  prefix: string;
}

/** Failed events as a table: gzipped NDJSON, one row a user record. */
export class FailedEventsTable extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, context: StackContext, props: FailedEventsTableProps) {
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
