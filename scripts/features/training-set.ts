import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { featureNames, featureValues } from "../../shared/features/features.ts";
import { UserError } from "../user-error.ts";
import { type Card, cardOf } from "./card.ts";
import { type ArchiveRow, eventColumns, eventOfRow } from "./events.ts";
import { archivedColumns, type Choice, labelledEvents, sqlText } from "./labelled.ts";
import { leftOutWords } from "./left-out.ts";
import { namedDays } from "./period.ts";

/** What a row says beside the features and the label: which event it is, whose, and where it belongs. */
export const identityColumns = ["event_id", "event_time", "person_id", "device", "session", "split"] as const;
const LABEL = "label";

export interface TrainingSetParts extends Choice {
  /** Parquet files with the events that `readPeriod` names, and perhaps more. */
  files: readonly string[];
  /** Ends in .csv or .parquet. */
  out: string;
  onProgress?(done: { rows: number; of: number }): void;
}

/**
 * Writes a training set: a row an event (once, whatever was delivered twice) with `identityColumns`, every feature by the
 * function that serves the model, and the label. Beside 4 GB of memory it needs room on the disk of `out`.
 */
export async function writeTrainingSet(parts: TrainingSetParts): Promise<Card> {
  const { out, files, period } = parts;
  const scratch = mkdtempSync(path.join(path.dirname(path.resolve(out)), ".features-"));
  const instance = await DuckDBInstance.create(path.join(scratch, "rows.duckdb"), {
    memory_limit: "4GB",
    temp_directory: scratch,
    // Each thread holds a part of every column that it reads; the rows are put in order at the end.
    threads: "2",
    preserve_insertion_order: "false",
  });
  try {
    const connection = await instance.connect();
    await labelledEvents(connection, files, parts);
    const rows = await number(connection, "select count(*) from labelled where left_out is null");
    if (rows === 0) throw new UserError(await whyEmpty(connection, period));
    await transfer(connection, await instance.connect(), (done) =>
      parts.onProgress?.({ rows: done, of: rows }),
    );
    const format = out.endsWith(".csv") ? "csv, header" : "parquet";
    await connection.run(
      `copy (select * from training order by event_time, event_id, device) to '${sqlText(out)}' (format ${format})`,
    );
    return await cardOf(connection, parts);
  } finally {
    instance.closeSync();
    rmSync(scratch, { recursive: true, force: true });
  }
}

const PROGRESS_ROWS = 10_000;

/** Streams the archive through the feature function, so that it need not fit into memory as rows. */
async function transfer(
  reader: DuckDBConnection,
  writer: DuckDBConnection,
  onRows: (done: number) => void,
): Promise<void> {
  const columns = featureNames.map((name) => `${name} double`).join(", ");
  const names = identityColumns.map((name) => `"${name}" varchar`).join(", ");
  await writer.run(`create table training (${names}, ${columns}, ${LABEL} integer)`);
  const appender = await writer.createAppender("training");
  const stream = await reader.stream(`
    select ${await stored(reader)}, l.visitor as visitor, l.device as device, l.split as split, l.label as label,
      l.session_device || '/' || l.session_id as session
    from archive as a join labelled as l on l.archived_row = a.rowid
    where l.left_out is null`);
  let rows = 0;
  for await (const chunk of stream.yieldRowObjectJs()) {
    for (const row of chunk as ArchiveRow[]) {
      const event = eventOfRow(row);
      const identity = [event.event_id, event.event_time, row.visitor, row.device, row.session, row.split];
      for (const value of identity) appender.appendVarchar(String(value));
      for (const value of featureValues(event)) appender.appendDouble(value);
      appender.appendInteger(Number(row.label));
      appender.endRow();
      rows += 1;
      if (rows % PROGRESS_ROWS === 0) onRows(rows);
    }
  }
  appender.closeSync();
}

/** The event's columns that this archive has. */
async function stored(connection: DuckDBConnection): Promise<string> {
  const present = await archivedColumns(connection);
  return eventColumns
    .filter((name) => present.has(name))
    .map((name) => `a.${name}`)
    .join(", ");
}

async function whyEmpty(connection: DuckDBConnection, of: Choice["period"]): Promise<string> {
  const counted = await connection.runAndReadAll(
    "select left_out, count(*) from labelled group by left_out order by 2 desc",
  );
  const left = leftOutWords(counted.getRowsJS().map(([why, count]) => [String(why), Number(count)]));
  const { since, until } = namedDays(of);
  const period = `from ${since} to ${until}`;
  return left === ""
    ? `The archive has no events ${period}: name other days by --since and --until.`
    : `No event ${period} can be used: ${left}.`;
}

async function number(connection: DuckDBConnection, sql: string): Promise<number> {
  const response = await connection.runAndReadAll(sql);
  return Number(response.getRowsJS()[0]![0]);
}
