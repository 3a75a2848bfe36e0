import { existsSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { featureNames } from "../../shared/features/features.ts";
import { sqlText } from "../features/labelled.ts";
import { type Split, splits } from "../features/split.ts";
import { boundedDuckDb } from "../local/runtime/athena/bounded-duckdb.ts";
import { UserError } from "../user-error.ts";
import type { Examples } from "./logistic.ts";

/** 4.5 GB of numbers: what is more has to be a sample. */
const MAX_ROWS = 20_000_000;

/** The examples of each split of a training set. Throws a `UserError` for a file that is none. */
export async function readTrainingSet(file: string): Promise<Record<Split, Examples>> {
  if (!existsSync(file)) throw new UserError(`${file} is not there: npm run features writes one.`);
  const instance = await boundedDuckDb();
  try {
    const connection = await instance.connect();
    await connection.run(`create view training as select * from '${sqlText(file)}'`).catch((error: Error) => {
      throw new UserError(`${file} is no training set: ${error.message.split("\n")[0]}`);
    });
    await checkColumns(connection, file);
    const read: Partial<Record<Split, Examples>> = {};
    for (const split of splits) read[split] = await examplesOf(connection, split);
    return read as Record<Split, Examples>;
  } finally {
    instance.closeSync();
  }
}

async function checkColumns(connection: DuckDBConnection, file: string): Promise<void> {
  const described = await connection.runAndReadAll("describe training");
  const present = new Set(described.getRowObjectsJS().map(({ column_name }) => String(column_name)));
  const needed = [...featureNames, "split", "label"];
  const missing = needed.filter((name) => !present.has(name));
  if (missing.length === needed.length)
    throw new UserError(
      `${file} is no training set: it has none of its columns. npm run features writes one.`,
    );
  if (missing.length > 0)
    throw new UserError(
      `${file} has no column ${named(missing)}: its features are of another version, write it anew with npm run features.`,
    );
  const counted = await connection.runAndReadAll("select count(*) from training");
  const rows = Number(counted.getRowsJS()[0]![0]);
  if (rows > MAX_ROWS)
    throw new UserError(
      `${file} has ${rows} rows, and memory is for ${MAX_ROWS}: take a part by npm run features -- --sample.`,
    );
}

/** Columns that are named at most. */
const MAX_NAMED = 5;

const named = (missing: readonly string[]): string =>
  missing.length > MAX_NAMED
    ? `${missing.slice(0, MAX_NAMED).join(", ")} and ${missing.length - MAX_NAMED} more`
    : missing.join(", ");

async function examplesOf(connection: DuckDBConnection, split: Split): Promise<Examples> {
  const counted = await connection.runAndReadAll(`select count(*) from training where split = '${split}'`);
  const rows = Number(counted.getRowsJS()[0]![0]);
  const columns = featureNames.length;
  const values = new Float32Array(rows * columns);
  const labels = new Uint8Array(rows);
  const stream = await connection.stream(
    `select ${[...featureNames, "label"].join(", ")} from training where split = '${split}'`,
  );
  let row = 0;
  for await (const chunk of stream.yieldRowsJs()) {
    for (const cells of chunk) {
      for (let at = 0; at < columns; at += 1) values[row * columns + at] = Number(cells[at]);
      labels[row] = Number(cells[columns]);
      row += 1;
    }
  }
  return { rows, columns, values, labels };
}
