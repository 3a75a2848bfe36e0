import { globSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { featureNames, features } from "../../shared/features/features.ts";
import { UserError } from "../user-error.ts";
import { type ArchiveRow, eventColumns, eventOfRow } from "./events.ts";
import { archivedColumns, LABEL, labelledEvents, sqlText } from "./labelled.ts";

export interface TrainingSet {
  rows: number;
  /** Rows whose session purchased later. */
  positive: number;
  /** Events left out because no session is known for them, so they have no label. */
  withoutSession: number;
  files: number;
}

/** What a row says beside the features: which event it is, and whose. */
const identity = ["event_id", "event_time", "person_id", "device"] as const;

/**
 * Writes the training set of an archive: a row an event (once, whatever was delivered twice) with `event_id`,
 * `event_time`, `person_id`, `device`, every feature, and `label`: 1 when the same session purchases after the event, be
 * it after a login. The features come from the function that serves the model. `out` ends in .csv or .parquet.
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
    await labelledEvents(reader, pattern);
    const counts = await transfer(reader, writer);
    const format = out.endsWith(".csv") ? "csv, header" : "parquet";
    await writer.run(`copy training to '${sqlText(out)}' (format ${format})`);
    return { ...counts, withoutSession: await number(reader, "select count(*) from unlabelled"), files };
  } finally {
    instance.closeSync();
  }
}

/** Streams the archive through the feature function, so that it need not fit into memory as rows. */
async function transfer(reader: DuckDBConnection, writer: DuckDBConnection) {
  const columns = featureNames.map((name) => `${name} double`).join(", ");
  const names = identity.map((name) => `${name} varchar`).join(", ");
  await writer.run(`create table training (${names}, ${columns}, ${LABEL} integer)`);
  const appender = await writer.createAppender("training");
  const counts = { rows: 0, positive: 0 };
  const rows = await reader.stream(
    `select ${await stored(reader)}, visitor, device, ${LABEL} from labelled order by event_time, event_id`,
  );
  for await (const chunk of rows.yieldRowObjectJs()) {
    for (const row of chunk as ArchiveRow[]) {
      const event = eventOfRow(row);
      const values = features(event);
      appender.appendVarchar(event.event_id);
      appender.appendVarchar(event.event_time);
      appender.appendVarchar(String(row.visitor));
      appender.appendVarchar(String(row.device));
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
  const present = await archivedColumns(connection);
  return eventColumns.filter((name) => present.has(name)).join(", ");
}

async function number(connection: DuckDBConnection, sql: string): Promise<number> {
  const response = await connection.runAndReadAll(sql);
  return Number(response.getRowsJS()[0]![0]);
}
