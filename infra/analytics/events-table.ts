import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import { Construct } from "constructs";
import type { Bucket } from "../bucket.ts";
import type { Context } from "../context.ts";
import { glueColumns } from "./columns.ts";
import { dayProjection, enumProjection, integerProjection, projected } from "./projection.ts";

interface EventsTableProps {
  databaseName: string;
  bucket: Bucket;
  /** Under which Firehose writes, for example `events/`. */
  prefix: string;
  /** Values of the partition `source`, separated by commas. */
  sources: string;
}

/** The archive as a table: columns from the event schema, partitions computed and not crawled. */
export class EventsTable extends Construct {
  readonly databaseName: string;
  readonly name: string;

  constructor(scope: Construct, id: string, context: Context, props: EventsTableProps) {
    super(scope, id);
    const location = `s3://${props.bucket.name}/${props.prefix}`;
    const table = new GlueCatalogTable(this, "table", {
      name: "events",
      databaseName: props.databaseName,
      description: "One row an archived event; a redelivered event may have several (see events_unique)",
      tableType: "EXTERNAL_TABLE",
      partitionKeys: [
        { name: "source", type: "string", comment: "metadata.source, else app_id" },
        { name: "dt", type: "string", comment: "Day of event_time, UTC" },
        { name: "hour", type: "int", comment: "Hour of event_time, UTC" },
      ],
      parameters: {
        ...projected,
        ...enumProjection("source", props.sources),
        ...dayProjection("dt", context.environment.archive.firstDay),
        ...integerProjection("hour", 0, 23, 2),
        classification: "parquet",
      },
      storageDescriptor: {
        location,
        inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        serDeInfo: {
          serializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
          parameters: { "serialization.format": "1" },
        },
        columns: [...glueColumns()],
      },
    });
    this.databaseName = table.databaseName;
    this.name = table.name;
  }
}
