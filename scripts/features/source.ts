import { globSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { UserError } from "../user-error.ts";
import type { FeaturesCommand } from "./options.ts";
import { daysOf, type Period } from "./period.ts";
import { unloadArchive } from "./unload.ts";

/** Parquet files with the events of some days. */
export interface ArchiveFiles extends Disposable {
  files: string[];
}

/** The files of a period (and perhaps more) from a local run's folder, or unloaded by Athena beside `out`. */
export async function archiveFiles(
  { from, out }: Pick<FeaturesCommand, "from" | "out">,
  period: Period,
  say: (line: string) => void,
): Promise<ArchiveFiles> {
  if ("data" in from) return { files: localFiles(from.data, period), [Symbol.dispose]() {} };
  const folder = mkdtempSync(path.join(path.dirname(path.resolve(out)), ".unloaded-"));
  const discard = () => rmSync(folder, { recursive: true, force: true });
  try {
    const files = await unloadArchive(from.outputs, period, folder, say);
    return { files, [Symbol.dispose]: discard };
  } catch (error) {
    discard();
    throw error;
  }
}

/** By the folders of their days: of the others nothing is read. */
function localFiles(data: string, period: Period): string[] {
  const events = path.join(data, "s3", "*", "events");
  const days = new Set(daysOf(period));
  const folders = globSync(path.join(events, "dt=*"));
  if (folders.length === 0)
    throw new UserError(
      `There is no archive under ${events}. Run npm start first, or name its folder by --data.`,
    );
  const inPeriod = folders.filter((folder) => days.has(path.basename(folder).slice("dt=".length)));
  const files = inPeriod.flatMap((folder) => globSync(path.join(folder, "**", "*.parquet"))).sort();
  if (files.length > 0) return files;
  const known = folders.map((folder) => path.basename(folder).slice("dt=".length)).sort();
  throw new UserError(
    `The archive has no events of these days, but of ${known[0]} to ${known.at(-1)}: name days by --since and --until.`,
  );
}
