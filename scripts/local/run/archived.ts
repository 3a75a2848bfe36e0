import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { LocalRuntime } from "../runtime/types.ts";

/** What is archived, counted twice: in the files themselves, and as a query of the declared table sees it. */
export interface Archived {
  files: number;
  bytes: number;
  path: string;
  /** Rows in the files, and distinct events among them. */
  rows: number;
  events: number;
  /** What a query sees of them. */
  seen: { rows: number; events: number };
  /** Why a query sees less, a sentence a folder. */
  unseen: string[];
}

/** @param path folder of the archive */
export async function archivedIn(path: string, runtime: Pick<LocalRuntime, "queries">): Promise<Archived> {
  const { files, bytes } = await folder(path, ".parquet");
  const count = async (from: string) => {
    const { rows } = await runtime.queries.run(`SELECT count(*), count(DISTINCT event_id) FROM ${from}`);
    const [all, distinct] = rows[0] ?? [0, 0];
    return { rows: Number(all), events: Number(distinct) };
  };
  const all = `read_parquet('${path.replaceAll("'", "''")}/**/*.parquet', hive_partitioning=false, union_by_name=true)`;
  const stored = files === 0 ? { rows: 0, events: 0 } : await count(all);
  return { files, bytes, path, ...stored, seen: await count("events"), unseen: unseenOf(runtime) };
}

const unseenOf = ({ queries }: Pick<LocalRuntime, "queries">): string[] =>
  (queries.unseen?.() ?? [])
    .filter(({ table }) => table === "events")
    .map(({ path, files, why }) => `${path} (${files} ${files === 1 ? "file" : "files"}): ${why}`);

/** Most folders that are named: a table that sees nothing may have thousands. */
const MAX_NAMED = 5;

/** What is wrong when a query does not see all that is archived; undefined when it does. */
export function unseenSentence({
  rows,
  seen,
  unseen,
}: Pick<Archived, "rows" | "seen" | "unseen">): string | undefined {
  if (rows === seen.rows) return undefined;
  const rest = unseen.length - MAX_NAMED;
  const named = [...unseen.slice(0, MAX_NAMED), ...(rest > 0 ? [`and ${rest} folders more`] : [])];
  const where = named.length === 0 ? "no folder is out of its sight" : `it cannot see ${named.join("; ")}`;
  return `queries of events see ${seen.rows} of the ${rows} archived rows: ${where}`;
}

/** Files of one ending under a folder. */
export async function folder(
  path: string,
  ending: string,
): Promise<{ files: number; bytes: number; path: string }> {
  const names = await readdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    // Nothing was written there, which is a figure and not a fault.
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith(ending));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(path, name))).size));
  return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0), path };
}
