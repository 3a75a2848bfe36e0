import { createHash } from "node:crypto";
import type { Arguments } from "../arguments.ts";
import { arnIn, type Component } from "../component.ts";
import type { Column } from "../plan.ts";

export const glueDatabase: Component = (args, context) => {
  const name = args.needText("name");
  args.ignore("description", "location_uri", "parameters", "create_table_default_permission", "catalog_id");
  context.plan.databases.push(name);
  return { id: `${context.accountId}:${name}`, name, arn: arnIn(context, "glue", `database/${name}`) };
};

export const glueTable: Component = (args, context) => {
  const name = args.needText("name");
  const database = args.needText("database_name");
  const storage = args.block("storage_descriptor");
  const serde = storage?.block("ser_de_info");
  serde?.ignore("name", "parameters");
  storage?.ignore("input_format", "output_format", "compressed", "parameters", "number_of_buckets");
  storage?.ignore("stored_as_sub_directories", "bucket_columns");
  args.ignore("description", "owner", "retention", "catalog_id", "view_expanded_text");
  const view = args.text("view_original_text");
  context.plan.tables.push({
    name,
    database,
    columns: columns(storage?.blocks("columns") ?? []),
    partitionKeys: columns(args.blocks("partition_keys")),
    location: storage?.text("location") ?? "",
    serde: serde?.text("serialization_library") ?? "",
    parameters: args.map("parameters"),
    tableType: args.text("table_type") ?? "EXTERNAL_TABLE",
    ...(view !== undefined && { view: viewSql(args.address, view) }),
  });
  const arn = arnIn(context, "glue", `table/${database}/${name}`);
  return { id: `${context.accountId}:${database}:${name}`, name, database_name: database, arn };
};

function columns(blocks: Arguments[]): Column[] {
  return blocks.map((column) => {
    column.ignore("comment", "parameters");
    return { name: column.needText("name"), type: column.needText("type") };
  });
}

/** Athena keeps a view's SQL as base64 JSON inside a comment. */
function viewSql(address: string, text: string): string {
  const base64 = /^\/\* Presto View: ([A-Za-z0-9+/=]+) \*\/$/.exec(text.trim())?.[1];
  if (!base64) throw new Error(`${address}: view_original_text is not what Athena writes for a view.`);
  const { originalSql } = JSON.parse(Buffer.from(base64, "base64").toString()) as { originalSql: string };
  return originalSql;
}

export const athenaWorkgroup: Component = (args, context) => {
  const name = args.needText("name");
  // What a query may cost, and what is measured: there is no bill here.
  args.ignore("description", "force_destroy", "state");
  const configuration = args
    .block("configuration")
    ?.ignore(
      "bytes_scanned_cutoff_per_query",
      "enforce_workgroup_configuration",
      "publish_cloudwatch_metrics_enabled",
      "engine_version",
    );
  const results = configuration?.block("result_configuration")?.ignore("encryption_configuration");
  const [, bucket] = /^s3:\/\/([^/]+)/.exec(results?.text("output_location") ?? "") ?? [];
  if (bucket !== undefined) context.plan.resultBuckets.push(bucket);
  context.plan.workgroups.push(name);
  return { id: name, name, arn: arnIn(context, "athena", `workgroup/${name}`) };
};

export const namedQuery: Component = (args, context) => {
  const name = args.needText("name");
  args.ignore("workgroup");
  const query = {
    name,
    description: args.text("description") ?? "",
    database: args.needText("database"),
    sql: args.needText("query"),
  };
  context.plan.queries.push(query);
  return { id: createHash("sha256").update(name).digest("hex").slice(0, 32), name };
};
