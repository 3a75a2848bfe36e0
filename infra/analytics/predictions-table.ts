import { GlueCatalogTable } from "@cdktf/provider-aws/lib/glue-catalog-table/index.js";
import { Construct } from "constructs";
import { PREDICTIONS_PREFIX, predictionColumns } from "../../shared/scoring/archived.ts";
import type { Bucket } from "../bucket.ts";
import type { StackContext } from "../context.ts";
import { dayProjection, projected } from "./projection.ts";

interface PredictionsTableProps {
  databaseName: string;
  bucket: Bucket;
}

/** Predictions as a table: gzipped NDJSON, a row a scored event. */
export class PredictionsTable extends Construct {
  constructor(scope: Construct, id: string, context: StackContext, props: PredictionsTableProps) {
    super(scope, id);
    new GlueCatalogTable(this, "table", {
      name: "predictions",
      databaseName: props.databaseName,
      description:
        "One row a scored event; an event that was scored again has several, of which the latest counts",
      tableType: "EXTERNAL_TABLE",
      partitionKeys: [{ name: "dt", type: "string", comment: "Day of event_time, UTC" }],
      parameters: {
        ...projected,
        ...dayProjection("dt", context.environment.archive.firstDay),
        classification: "json",
        compressionType: "gzip",
      },
      storageDescriptor: {
        location: `s3://${props.bucket.name}/${PREDICTIONS_PREFIX}`,
        inputFormat: "org.apache.hadoop.mapred.TextInputFormat",
        outputFormat: "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
        serDeInfo: {
          serializationLibrary: "org.openx.data.jsonserde.JsonSerDe",
          // A row that is not JSON must not hide the others.
          parameters: { "ignore.malformed.json": "true" },
        },
        columns: predictionColumns,
      },
    });
  }
}
