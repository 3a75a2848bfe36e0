import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import { Construct } from "constructs";
import { eventPartitions, type GlueColumn, glueColumns } from "../../shared/columns/glue.ts";
import { archivedFields } from "../../shared/steps/in-force.ts";
import type { Bucket } from "../bucket.ts";
import type { StackContext } from "../context.ts";
import { declaredColumnSteps } from "../custom-steps.ts";
import { dayProjection, integerProjection, projected } from "./projection.ts";

interface EventsTableProps {
  databaseName: string;
  /** The database's name as it stands in the catalogue, for texts that terraform does not look into. */
  catalogName: string;
  bucket: Bucket;
  /** Under which Firehose writes, for example `events/`. */
  prefix: string;
}

/**
 * The archive as a table: columns from the event schema, partitions computed and not crawled. An hour is read with
 * all folders below it, so a query sees every source without a list of them.
 */
export class EventsTable extends Construct {
  readonly databaseName: string;
  readonly name: string;
  readonly catalogName: string;
  readonly resource: GlueCatalogTable;
  /** As `select *` gives them: those of the files, then the partitions. */
  readonly columns: readonly GlueColumn[];

  constructor(scope: Construct, id: string, context: StackContext, props: EventsTableProps) {
    super(scope, id);
    const columns = glueColumns(archivedFields(declaredColumnSteps(context.environment)));
    this.columns = [...columns, ...eventPartitions];
    const location = `s3://${props.bucket.name}/${props.prefix}`;
    const table = new GlueCatalogTable(this, "table", {
      name: "events",
      databaseName: props.databaseName,
      description: "One row an archived event; a redelivered event may have several (see events_unique)",
      tableType: "EXTERNAL_TABLE",
      partitionKeys: [...eventPartitions],
      parameters: {
        ...projected,
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
        columns,
      },
    });
    this.databaseName = table.databaseName;
    this.name = table.name;
    this.catalogName = props.catalogName;
    this.resource = table;
  }
}
