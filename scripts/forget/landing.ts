import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ObjectRemover } from "../../shared/aws/remove-objects.ts";
import type { ObjectStore } from "../../shared/failure/ports.ts";
import { ARCHIVE_PLACE } from "../../shared/forget/audit.ts";
import { forgettingCondition } from "../../shared/forget/condition.ts";
import { sqlText } from "../features/labelled.ts";
import { boundedDuckDb } from "../local/runtime/athena/bounded-duckdb.ts";
import { speakTrino } from "../local/runtime/athena/dialect.ts";
import type { ForgettingPlace } from "./found.ts";
import type { Subject } from "./subject.ts";

export interface LandingParts {
  store: ObjectStore;
  remover: ObjectRemover;
  subject: Subject;
  /** Keys of the Parquet files that may hold rows, by a search of the archive. */
  keys(): Promise<readonly string[]>;
  /** Folder for copies of them. */
  work: string;
}

/** The files of the archive: each that holds rows to be forgotten is written anew without them, or removed. */
export function landingFiles({ store, remover, subject, keys, work }: LandingParts): ForgettingPlace {
  const name = ARCHIVE_PLACE;
  return {
    name,
    find: () =>
      reading(work, async (opened) => {
        // Each once, as the accounting counts them: a copy may stand in another file.
        const events = new Set<string>();
        let objects = 0;
        for (const key of await keys()) {
          const { forgotten } = await rowsOf(await opened(await store.get(key)), subject);
          for (const id of forgotten) events.add(id);
          objects += forgotten.length > 0 ? 1 : 0;
        }
        return { place: name, unit: "events", count: events.size, objects };
      }),
    remove: () =>
      reading(work, async (opened) => {
        const events = new Set<string>();
        for (const key of await keys()) {
          const { forgotten, rest } = await withoutRows(await opened(await store.get(key)), subject);
          for (const id of forgotten) events.add(id);
          if (rest === "untouched") continue;
          if (rest !== "empty") await store.put(key, rest, { contentType: "application/octet-stream" });
          // What the bucket kept of an earlier version is the person's, too.
          await (rest === "empty" ? remover.remove([key]) : remover.removeEarlier(key));
        }
        return events.size;
      }),
  };
}

interface ParquetFile {
  connection: DuckDBConnection;
  /** SQL of the rows. */
  from: string;
  columns: ReadonlyMap<string, string>;
  /** Of copies. */
  folder: string;
}

type Opened = (bytes: Uint8Array) => Promise<ParquetFile>;

/** Reads files one after the other; of each there is a copy until the next. */
async function reading<Result>(work: string, use: (opened: Opened) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(path.join(work, "files-"));
  const instance = await boundedDuckDb(":memory:", { temp_directory: folder });
  try {
    const connection = await instance.connect();
    await speakTrino(connection);
    let file = "";
    let number = 0;
    return await use(async (bytes) => {
      await rm(file, { force: true });
      // Another name each time: what stood under one before may be remembered.
      number += 1;
      file = path.join(folder, `${number}.parquet`);
      await writeFile(file, bytes);
      const from = `read_parquet('${sqlText(file)}', hive_partitioning = false)`;
      const described = await connection.runAndReadAll(`describe select * from ${from}`);
      const columns = new Map(
        described.getRowsJS().map(([column, type]): [string, string] => [String(column), String(type)]),
      );
      return { connection, from, columns, folder };
    });
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

interface WithoutRows {
  /** Ids of the events that it held. */
  forgotten: readonly string[];
  rest: Uint8Array | "untouched" | "empty";
}

async function withoutRows(file: ParquetFile, subject: Subject): Promise<WithoutRows> {
  const { forgotten, all } = await rowsOf(file, subject);
  if (forgotten.length === 0) return { forgotten, rest: "untouched" };
  if (forgotten.length === all) return { forgotten, rest: "empty" };
  const condition = forgettingCondition(subject.needles, subject.shared, file.columns);
  const after = path.join(file.folder, "after.parquet");
  await file.connection.run(
    `copy (select * from ${file.from} where not ${condition}) to '${sqlText(after)}' (format parquet, compression snappy)`,
  );
  return { forgotten, rest: await readFile(after) };
}
