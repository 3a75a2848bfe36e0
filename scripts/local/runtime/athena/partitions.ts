import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { GlueTableDefinition } from "../interpret/plan.ts";
import { isProjected, whyUnseen } from "./projection.ts";

/** Where a bucket's objects are on disk. */
export type FolderOf = (bucket: string) => string;

/** Where the files of a table lie. */
export interface PartitionLayout {
  /** Under it lies every file of the table; absolute. */
  folder: string;
  /** Paths below it up to the partition's files, in which a group stands for each key of `keys`. */
  pattern: string;
  keys: readonly string[];
  /** The same paths for a look at the disk. */
  glob: string;
}

/** As Athena looks for partitions: at `key=value/` in the order of the keys, unless a template says where. */
export function partitionLayout(table: GlueTableDefinition, folderOf: FolderOf): PartitionLayout {
  const [, bucket, prefix] = /^s3:\/\/([^/]+)\/(.*)$/.exec(table.location) ?? [];
  if (bucket === undefined) throw new Error(`The table ${table.name} has no s3:// location.`);
  const standard = table.partitionKeys.map(({ name }) => `${name}=\${${name}}/`).join("");
  // Texts and keys by turns.
  const pieces = (templateBelow(table) ?? standard).split(/\$\{(\w+)\}/);
  const texts = pieces.filter((_, index) => index % 2 === 0);
  return {
    folder: path.join(folderOf(bucket), prefix ?? ""),
    pattern: texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("([^/]+)"),
    keys: pieces.filter((_, index) => index % 2 === 1),
    glob: texts.join("*"),
  };
}

/** The part of `storage.location.template` behind the table's location. */
function templateBelow({ name, location, parameters }: GlueTableDefinition): string | undefined {
  const template = parameters["storage.location.template"];
  if (template === undefined) return undefined;
  const base = location.replace(/\/?$/, "/");
  if (template.startsWith(base)) return template.slice(base.length).replace(/\/?$/, "/");
  throw new Error(
    `The table ${name} has partitions outside of its location ${location}, which local queries do not read.`,
  );
}

/** Files of one folder, and why a query does not see them where it does not. */
export interface Files {
  /** The partition's folder, or the one that is none; from the table's location. */
  path: string;
  /** Of the files, from the table's location too. */
  names: readonly string[];
  /** Of the partition, by key; undefined where the folder is none. */
  values?: Readonly<Record<string, string>>;
  /** A part of a sentence. */
  unseen?: string;
}

/**
 * What lies under a table's location, by partition.
 * @param ending of the names of files that belong to the table
 * @param now epoch ms
 */
export function filesOf(
  table: GlueTableDefinition,
  layout: PartitionLayout,
  ending: string,
  now: number,
): Files[] {
  const { folder, keys } = layout;
  const pattern = new RegExp(`^${layout.pattern}`);
  const found = new Map<string, Files & { names: string[] }>();
  for (const file of filesIn(folder, ending)) {
    const match = pattern.exec(file);
    const place = match?.[0] ?? file.slice(0, file.lastIndexOf("/") + 1);
    const known = found.get(place);
    if (known !== undefined) known.names.push(file);
    else if (match === null) found.set(place, { path: place, names: [file], unseen: astray(layout) });
    else {
      const values = Object.fromEntries(keys.map((key, index) => [key, match[index + 1]!]));
      const unseen = isProjected(table) ? whyUnseen(table, values, now) : undefined;
      found.set(place, { path: place, names: [file], values, ...(unseen !== undefined && { unseen }) });
    }
  }
  return [...found.values()];
}

const astray = ({ glob }: PartitionLayout): string =>
  `the table looks for partitions at ${glob.replaceAll("*", "…")}`;

function filesIn(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .map((name) => name.replaceAll(path.sep, "/"));
}
