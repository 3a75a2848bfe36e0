import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { ObjectRemover } from "../../shared/aws/remove-objects.ts";
import type { ObjectStore } from "../../shared/failure/ports.ts";
import { ARCHIVE_PLACE } from "../../shared/forget/audit.ts";
import { forgettingCondition } from "../../shared/forget/condition.ts";
import { sqlText } from "../features/labelled.ts";
import { speakTrino } from "../local/runtime/athena/dialect.ts";
import type { ForgettingPlace } from "./found.ts";
import type { Subject } from "./subject.ts";

export interface LandingParts {
  store: ObjectStore;
  remover: ObjectRemover;
  subject: Subject;
  /** Keys of the Parquet files that may hold rows, by a search of the archive. */
  keys(): Promise<readonly string[]>;
}

/** The files of the archive: each that holds rows to be forgotten is written anew without them, or removed. */
export function landingFiles({ store, remover, subject, keys }: LandingParts): ForgettingPlace {
  const name = ARCHIVE_PLACE;
  return {
    name,
    async find() {
      // Each once, as the accounting counts them: a copy may stand in another file.
      const events = new Set<string>();
      let objects = 0;
      for (const key of await keys()) {
        const { forgotten } = await withFile(store, key, (file) => rowsOf(file, subject));
        for (const id of forgotten) events.add(id);
        objects += forgotten.length > 0 ? 1 : 0;
      }
      return { place: name, unit: "events", count: events.size, objects };
    },
    async remove() {
      for (const key of await keys()) {
        const rest = await withFile(store, key, (file) => withoutRows(file, subject));
        if (rest === "untouched") continue;
        if (rest !== "empty") await store.put(key, rest, { contentType: "application/octet-stream" });
        // What the bucket kept of an earlier version is the person's, too.
        await (rest === "empty" ? remover.remove([key]) : remover.removeEarlier(key));
      }
    },
  };
}

interface ParquetFile {
  connection: DuckDBConnection;
  /** SQL of the rows. */
  from: string;
  columns: ReadonlyMap<string, string>;
  folder: string;
}

async function withFile<Result>(
  store: ObjectStore,
  key: string,
  use: (file: ParquetFile) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(path.join(tmpdir(), "forget-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  try {
    const file = path.join(folder, "before.parquet");
    await writeFile(file, await store.get(key));
    const connection = await instance.connect();
    await speakTrino(connection);
    const from = `read_parquet('${sqlText(file)}', hive_partitioning = false)`;
    const described = await connection.runAndReadAll(`describe select * from ${from}`);
    const columns = new Map(
      described.getRowsJS().map(([column, type]): [string, string] => [String(column), String(type)]),
    );
    return await use({ connection, from, columns, folder });
  } finally {
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}

async function rowsOf({ connection, from, columns }: ParquetFile, { needles, shared }: Subject) {
  const condition = forgettingCondition(needles, shared, columns);
  const found = await connection.runAndReadAll(`select event_id from ${from} where ${condition}`);
  const counted = await connection.runAndReadAll(`select count(*) from ${from}`);
  return {
    forgotten: found.getRowsJS().map(([id]) => String(id)),
    all: Number(counted.getRowsJS()[0]![0]),
  };
}

async function withoutRows(file: ParquetFile, subject: Subject): Promise<Uint8Array | "untouched" | "empty"> {
  const { forgotten, all } = await rowsOf(file, subject);
  if (forgotten.length === 0) return "untouched";
  if (forgotten.length === all) return "empty";
  const condition = forgettingCondition(subject.needles, subject.shared, file.columns);
  const after = path.join(file.folder, "after.parquet");
  await file.connection.run(
    `copy (select * from ${file.from} where not ${condition}) to '${sqlText(after)}' (format parquet, compression snappy)`,
  );
  return readFile(after);
}
