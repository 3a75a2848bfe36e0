import { globSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { featureNames, features } from "../../shared/features/features.ts";
import { UserError } from "../user-error.ts";
import { type ArchiveRow, eventColumns, eventOfRow } from "./events.ts";

export interface TrainingSet {
  rows: number;
  /** Rows whose session purchased later. */
  positive: number;
  /** Events left out because no session is known for them, so they have no label. */
  withoutSession: number;
  files: number;
}

const LABEL = "label";

/**
 * Writes the training set of an archive: a row an event (once, whatever was delivered twice) with `event_id`,
 * `event_time`, every feature, and `label`: 1 when the same session purchases after the event. The features come from
 * the function that serves the model. `out` ends in .csv or .parquet.
 */
export async function writeTrainingSet(data: string, out: string): Promise<TrainingSet> {
  const pattern = join(data, "s3", "*", "events", "**", "*.parquet");
  const files = globSync(pattern).length;
  if (files === 0)
    throw new UserError(
      `There is no archive under ${pattern}. Run npm start first, or name its folder by --data.`,
    );
  const instance = await DuckDBInstance.create(":memory:");
  try {
    const reader = await instance.connect();
    const writer = await instance.connect();
    await prepare(reader, pattern);
    const counts = await transfer(reader, writer);
    const format = out.endsWith(".csv") ? "csv, header" : "parquet";
    await writer.run(`copy training to '${quoted(out)}' (format ${format})`);
    return { ...counts, withoutSession: await number(reader, "select count(*) from unlabelled"), files };
  } finally {
    instance.closeSync();
  }
}

/** Views over the archive. Partition values repeat what the rows say, and older files may lack newer columns. */
async function prepare(connection: DuckDBConnection, pattern: string): Promise<void> {
  await connection.run("set timezone = 'UTC'");
  await connection.run(`
    create view archive as
    select * from read_parquet('${quoted(pattern)}', union_by_name = true, hive_partitioning = false)`);
  await connection.run(`
    create view event as
    select *, coalesce(user_id, anonymous_id) as user_key from archive
    qualify row_number() over (partition by coalesce(user_id, anonymous_id), event_id order by processed_at) = 1`);
  await connection.run("create view unlabelled as select * from event where session_id is null");
  await connection.run(`
    create view labelled as
    select *, coalesce(max(event_time) filter (where event_name = 'purchase')
      over (partition by user_key, session_id) > event_time, false) as ${LABEL}
    from event where session_id is not null`);
}

/** Streams the archive through the feature function, so that it need not fit into memory as rows. */
async function transfer(reader: DuckDBConnection, writer: DuckDBConnection) {
  const columns = featureNames.map((name) => `${name} double`).join(", ");
  await writer.run(
    `create table training (event_id varchar, event_time varchar, ${columns}, ${LABEL} integer)`,
  );
  const appender = await writer.createAppender("training");
  const counts = { rows: 0, positive: 0 };
  const rows = await reader.stream(
    `select ${await stored(reader)}, ${LABEL} from labelled order by event_time, event_id`,
  );
  for await (const chunk of rows.yieldRowObjectJs()) {
    for (const row of chunk as ArchiveRow[]) {
      const event = eventOfRow(row);
      const values = features(event);
      appender.appendVarchar(event.event_id);
      appender.appendVarchar(event.event_time);
      for (const name of featureNames) appender.appendDouble(values[name]);
      appender.appendInteger(row[LABEL] ? 1 : 0);
      appender.endRow();
      counts.rows += 1;
      counts.positive += row[LABEL] ? 1 : 0;
    }
  }
  appender.closeSync();
  return counts;
}

/** The event's columns that this archive has. */
async function stored(connection: DuckDBConnection): Promise<string> {
  const described = await connection.runAndReadAll("describe archive");
  const present = new Set(described.getRowObjectsJS().map(({ column_name }) => String(column_name)));
  return eventColumns.filter((name) => present.has(name)).join(", ");
}

async function number(connection: DuckDBConnection, sql: string): Promise<number> {
  const response = await connection.runAndReadAll(sql);
  return Number(response.getRowsJS()[0]![0]);
}

const quoted = (text: string): string => text.replaceAll("'", "''");
