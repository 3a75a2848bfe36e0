import { readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { prestoType } from "../../infra/analytics/presto-type.ts";
import { type Body, block, referred, resourcesOf } from "../../infra/checks/stack.ts";
import { environments } from "../../infra/environments.ts";
import { glueColumns } from "../../shared/columns/glue.ts";
import { EARLIEST_DAY } from "../../shared/event/epoch.ts";
import { reasons, stages } from "../../shared/failure/failed-event.ts";
import { archiveViews } from "../../shared/queries/views.ts";
import { only, synthesized } from "./synthesized.ts";

const stack = synthesized();
const delivery = block(
  only(stack, "aws_kinesis_firehose_delivery_stream").body,
  "extended_s3_configuration",
)!;
const table = (name: string) => {
  const found = resourcesOf(stack, "aws_glue_catalog_table").find(({ body }) => body.name === name);
  if (!found) throw new Error(`No table ${name}.`);
  return found.body;
};
const names = (columns: unknown) => (columns as { name: string }[]).map(({ name }) => name);
const parameters = (name: string) => table(name).parameters as Record<string, string>;

describe("the delivery to the archive", () => {
  test("partitions by event time, which only the function knows", () => {
    expect(delivery.prefix).toBe(
      "events/dt=!{partitionKeyFromLambda:dt}/hour=!{partitionKeyFromLambda:hour}/source=!{partitionKeyFromLambda:source}/",
    );
    expect(delivery.error_output_prefix).toMatch(/^errors\/!\{firehose:error-output-type\}/);
  });

  test.each(Object.values(environments))(
    "closes a file after the size or the time of $name",
    (environment) => {
      const stack = synthesized({}, environment);
      const { body } = only(stack, "aws_kinesis_firehose_delivery_stream");
      const { bufferMib, bufferSeconds } = environment.archive;
      expect(block(body, "extended_s3_configuration")).toMatchObject({
        buffering_size: bufferMib,
        buffering_interval: bufferSeconds,
      });
      expect(bufferSeconds).toBeGreaterThanOrEqual(60);
      expect(bufferSeconds).toBeLessThanOrEqual(900);
    },
  );

  test("transforms by the archive function", () => {
    const processor = block(delivery, "processing_configuration", "processors");
    const values = Object.fromEntries(
      (processor!.parameters as { parameter_name: string; parameter_value: string }[]).map((each) => [
        each.parameter_name,
        each.parameter_value,
      ]),
    );
    expect(values.LambdaArn).toMatch(/\}:\$LATEST$/);
    expect(referred(stack, values.LambdaArn)?.body.function_name).toBe("clickstream-dev-archive");
    // Firehose's defaults would show as a change in every plan.
    expect(values).not.toMatchObject({ BufferSizeInMBs: "1" });
    expect(values).not.toMatchObject({ BufferIntervalInSeconds: "60" });
    // Packs of nine events' bytes in one come back as lines, in base64, within the 6 MB of a response.
    expect(Number(values.BufferSizeInMBs) * 9 * (4 / 3)).toBeLessThan(6);
  });

  test("converts to Snappy Parquet by the events table", () => {
    const conversion = block(delivery, "data_format_conversion_configuration");
    const schema = block(conversion, "schema_configuration");
    expect(block(conversion, "output_format_configuration", "serializer", "parquet_ser_de")).toEqual({
      compression: "SNAPPY",
    });
    expect(referred(stack, schema?.table_name)?.body.name).toBe("events");
    expect(delivery.compression_format).toBe("UNCOMPRESSED");
  });

  test.each(Object.values(environments))("buffers within Firehose's limits in $name", ({ archive }) => {
    expect(archive.bufferMib).toBeGreaterThanOrEqual(64);
    expect(archive.bufferMib).toBeLessThanOrEqual(128);
    expect(archive.bufferSeconds).toBeGreaterThanOrEqual(60);
    expect(archive.bufferSeconds).toBeLessThanOrEqual(900);
  });
});

describe("the table of events", () => {
  test("lies where Firehose writes", () => {
    const location = String(block(table("events"), "storage_descriptor")?.location);
    expect(location).toMatch(/^s3:\/\/\$\{aws_s3_bucket\.archive\S+\}\/events\/$/);
  });

  test("computes its partitions, with hours of two digits as they are written, and knows no list", () => {
    const { EXTERNAL: _e, classification: _c, ...projection } = parameters("events");
    expect(projection).toEqual({
      "projection.enabled": "true",
      "projection.dt.type": "date",
      "projection.dt.format": "yyyy-MM-dd",
      "projection.dt.range": `${EARLIEST_DAY},NOW+1DAYS`,
      "projection.dt.interval": "1",
      "projection.dt.interval.unit": "DAYS",
      "projection.hour.type": "integer",
      "projection.hour.range": "0,23",
      "projection.hour.digits": "2",
    });
    expect(names(table("events").partition_keys)).toEqual(["dt", "hour"]);
  });

  test("has for its first day the first that an event may have, and the archive function knows it", () => {
    const stack = synthesized({
      archive: { ...environments.dev.archive, firstDay: "2012-03-04", folders: ["a", "b"] },
    });
    const settings = (name: string) =>
      block(only(stack, "aws_lambda_function", name).body, "environment", "variables") as Record<
        string,
        string
      >;
    expect(settings(".archive_")).toMatchObject({
      FIRST_DAY: "2012-03-04",
      ARCHIVE_FOLDERS: "a,b",
      ARCHIVE_PREFIX: "events/",
    });
    expect(settings(".enrich_").ARCHIVE_FOLDERS).toBe("a,b");
    for (const { archive } of Object.values(environments)) expect(archive.firstDay).toBe(EARLIEST_DAY);
  });

  test("has the columns of the schema", () => {
    expect(block(table("events"), "storage_descriptor")?.columns).toEqual(glueColumns());
  });

  test("has no column twice, partitions included: Athena would refuse the table", () => {
    const columns = block(table("events"), "storage_descriptor")?.columns as { name: string }[];
    const keys = table("events").partition_keys as { name: string }[];
    const names = [...columns, ...keys].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(["event_id", "event_time", "metadata", "ip_hash"]));
    expect(names).not.toContain("ip");
  });
});

describe("the views", () => {
  const definitionOf = (body: Body) => {
    const text = /^\/\* Presto View: (\S+) \*\/$/.exec(String(body.view_original_text))?.[1] ?? "";
    return JSON.parse(Buffer.from(text, "base64").toString("utf8"));
  };
  const tables = resourcesOf(stack, "aws_glue_catalog_table");
  const declared = tables.filter(({ body }) => body.table_type === "VIRTUAL_VIEW");

  test("are those of the list", () => {
    expect(declared.map(({ body }) => body.name)).toEqual(archiveViews.map(({ name }) => name));
  });

  test.each(archiveViews)("$name has the columns of its SQL, in Athena's catalogue and in Glue", (view) => {
    const columns = view.columns.map(({ name, type }) => ({ name, type }));
    expect(block(table(view.name), "storage_descriptor")?.columns).toEqual(columns);
    expect(definitionOf(table(view.name))).toEqual({
      originalSql: view.sql,
      catalog: "awsdatacatalog",
      schema: "clickstream_dev",
      columns: columns.map(({ name, type }) => ({ name, type: prestoType(type) })),
    });
  });

  test.each([
    { name: "events_stored", reads: ["events", "the curated tables"] },
    { name: "events_unique", reads: ["events_stored"] },
    { name: "persons", reads: ["the curated tables"] },
    { name: "events_by_person", reads: ["events_unique", "persons", "the curated tables"] },
    { name: "purchases", reads: ["events_by_person", "the curated tables"] },
  ])("$name comes once $reads are there", ({ name, reads }) => {
    const on = (table(name).depends_on as string[]).map((address) =>
      address === only(stack, "aws_lambda_invocation", "curate").address
        ? "the curated tables"
        : tables.find((each) => each.address === address)?.body.name,
    );
    expect(on.sort()).toEqual(reads);
  });

  test("events_unique lists the table's columns, then its partitions", () => {
    expect(names(block(table("events_unique"), "storage_descriptor")?.columns)).toEqual([
      ...names(block(table("events"), "storage_descriptor")?.columns),
      ...names(table("events").partition_keys),
    ]);
  });

  test("events_unique keeps the address that it is deployed under", () => {
    const [address] = tables.filter(({ body }) => body.name === "events_unique").map((each) => each.address);
    expect(address).toMatch(/^aws_glue_catalog_table\.analytics_unique_view_\w+$/);
  });

  test.each(archiveViews)("$name lives in the database of the table of events", ({ name }) => {
    const events = referred(stack, table(name).database_name)?.body;
    expect(events?.name).toBe("events");
    expect(referred(stack, events?.database_name)?.body.name).toBe("clickstream_dev");
  });

  test.each([
    ["string", "varchar"],
    ["int", "integer"],
    ["bigint", "bigint"],
    ["double", "double"],
    ["boolean", "boolean"],
    ["timestamp", "timestamp(3)"],
    ["map<string,string>", "map(varchar,varchar)"],
    ["array<struct<id:string,at:timestamp>>", "array(row(id varchar,at timestamp(3)))"],
  ])("calls %s %s", (glue, presto) => {
    expect(prestoType(glue)).toBe(presto);
  });
});

describe("the table of failed events", () => {
  test("knows every stage and reason", () => {
    expect(parameters("failed_events")).toMatchObject({
      "projection.stage.values": stages.join(","),
      "projection.reason.values": Object.keys(reasons).join(","),
      "projection.dt.type": "date",
    });
  });

  test("lies where the failed function writes", () => {
    const { body } = only(stack, "aws_lambda_function", ".failed_");
    const settings = block(body, "environment", "variables") as Record<string, string>;
    expect(block(table("failed_events"), "storage_descriptor")?.location).toBe(
      `s3://${settings.FAILED_BUCKET}/${settings.FAILED_PREFIX}`,
    );
  });
});

test("every SQL file and every view is a named query of the stack's workgroup", () => {
  const files = readdirSync("shared/queries").filter((file) => file.endsWith(".sql"));
  const queries = resourcesOf(stack, "aws_athena_named_query").map(({ body }) => body);
  expect(queries.map(({ name }) => `${name}.sql`).sort()).toEqual(
    [...files, ...archiveViews.map(({ name }) => `${name}.sql`)].sort(),
  );
  for (const body of queries) {
    expect(referred(stack, body.workgroup)?.address).toBe(only(stack, "aws_athena_workgroup").address);
    expect(String(body.query).length).toBeGreaterThan(20);
  }
});

test("the workgroup enforces its own settings and bounds what a query may scan", () => {
  const configuration = block(only(stack, "aws_athena_workgroup").body, "configuration") as Body;
  expect(configuration.enforce_workgroup_configuration).toBe(true);
  expect(configuration.bytes_scanned_cutoff_per_query).toBe(environments.dev.archive.scanLimitBytes);
});
