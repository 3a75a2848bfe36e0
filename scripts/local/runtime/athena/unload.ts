import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { literal } from "./hive-type.ts";
import type { FolderOf } from "./partitions.ts";

const UNLOAD =
  /^\s*unload\s*\((?<query>[\s\S]+)\)\s*to\s*'(?<to>[^']+)'\s*with\s*\((?<options>[^()]+)\)\s*;?\s*$/i;
const OPTIONS = /^\s*format\s*=\s*'parquet'\s*,\s*compression\s*=\s*'(?<compression>snappy|zstd|gzip)'\s*$/i;

/**
 * Athena's UNLOAD as a statement of DuckDB, which has no such thing; any other SQL as it is. As there, the folder must be
 * empty, and what stands in it afterwards are Parquet files with the rows. Other formats are not run here.
 */
export function unloadAsCopy(sql: string, folderOf: FolderOf): string {
  const { query, to, options } = UNLOAD.exec(sql)?.groups ?? {};
  if (query === undefined || to === undefined) return sql;
  const compression = OPTIONS.exec(options ?? "")?.groups?.compression;
  if (compression === undefined)
    throw new Error(`UNLOAD is run here with format = 'PARQUET' and a compression, and not with ${options}.`);
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.+\/)$/.exec(to) ?? [];
  if (bucket === undefined || prefix === undefined || prefix.split("/").includes(".."))
    throw new Error(`UNLOAD to ${to}: expected s3://bucket/folder/.`);
  const folder = path.join(folderOf(bucket), prefix);
  // HIVE_PATH_ALREADY_EXISTS, "Considerations and limitations" of UNLOAD, Athena user guide.
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`HIVE_PATH_ALREADY_EXISTS: Target directory for table '${to}' already exists.`);
  mkdirSync(folder, { recursive: true });
  return `COPY (${query}) TO ${literal(path.join(folder, `${randomUUID()}.parquet`))} (FORMAT parquet, COMPRESSION ${compression})`;
}
