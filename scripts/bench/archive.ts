import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startQueries } from "../local/runtime/athena/queries.ts";
import type { LocalQueries } from "../local/runtime/athena/types.ts";
import { readRunFile } from "../query/run-file.ts";
import { ARCHIVE, curatedCatalogue, landedCatalogue } from "./archive/catalogue.ts";
import { curating, writeCurated } from "./archive/curate.ts";
import { fillArchive } from "./archive/fill.ts";
import { measured } from "./archive/measure.ts";
import { type ArchiveFigures, beside, mb } from "./archive/table.ts";

/**
 * What queries read, and how long they take, of an archive that is filled with the events of a local run: of its files as
 * they land, and once curate has taken them over. What Iceberg would hold is written as Parquet, a file a day, as
 * compaction leaves it.
 * @param data folder of the run
 */
export async function benchArchiveQueries(
  data: string,
  wanted: number,
  say: (line: string) => void,
): Promise<ArchiveFigures> {
  const { buckets, outputs } = readRunFile(data);
  const run = path.join(data, buckets, String(outputs.archive_bucket), "events");
  const root = mkdtempSync(path.join(tmpdir(), "clickstream-archive-"));
  const folderOf = (bucket: string) => path.join(root, bucket);
  const archive = folderOf(ARCHIVE);
  const landed = path.join(archive, "events");
  const tables = { file: path.join(root, "tables.duckdb"), reads: false };
  try {
    const filled = await fillArchive(run, landed, wanted, Date.now());
    const { events, files, bytes, first, last } = filled;
    say(`${events} events of ${first} to ${last} in ${files} files of ${mb(bytes)} MB`);

    const [before, curatedIn] = await over(
      startQueries(landedCatalogue, folderOf, tables),
      async (queries) => {
        const curate = curating(queries, landed, Date.parse(last));
        await curate({ prepare: true });
        const figures = await measured(queries, archive, filled, say);
        say("measured what landed alone; now it is curated …");
        const begun = performance.now();
        await curate({});
        return [figures, (performance.now() - begun) / 1000] as const;
      },
    );
    await writeCurated(tables.file, archive);
    say(`curated up to ${last}`);
    const after = await over(startQueries(curatedCatalogue(last), folderOf), (queries) =>
      measured(queries, archive, filled, say),
    );
    return { filled, curatedIn, queries: beside(before, after) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function over<Result>(
  opened: Promise<LocalQueries>,
  use: (queries: LocalQueries) => Promise<Result>,
): Promise<Result> {
  const queries = await opened;
  try {
    return await use(queries);
  } finally {
    await queries.close();
  }
}
