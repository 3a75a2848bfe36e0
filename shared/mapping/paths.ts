import { templateParts } from "./origin.ts";
import { type Rules, rulesOf, type SourceMapping } from "./source-mapping.ts";
import { madeOf } from "./watch.ts";

/** What a path is read for. */
export interface Purpose {
  /**
   * The attribute that may take its value or is given on a condition of it, or the list in which the path stands by
   * itself.
   */
  attribute: string;
  role: "value" | "condition" | "place";
}

/** Another text for a path. */
export type Rename = (path: string, purpose: Purpose) => string;

const TABLES = ["fields", "metadata", "properties"] as const;
const LISTS = ["identity", "unwrap", "json"] as const;

/** A mapping with other texts for the paths that it reads. */
export function withPaths(mapping: SourceMapping, rename: Rename): SourceMapping {
  const changed: Partial<SourceMapping> = {};
  const renamed = (attribute: string, role: Purpose["role"]) => (path: string) =>
    rename(path, { attribute, role });
  for (const table of TABLES) {
    const entries = Object.entries(mapping[table] ?? {});
    if (entries.length === 0) continue;
    changed[table] = Object.fromEntries(
      entries.map(([key, rules]) => {
        const attribute = table === "fields" ? key : `${table}.${key}`;
        return [key, ruled(rules, renamed(attribute, "value"), renamed(attribute, "condition"))];
      }),
    );
  }
  for (const list of LISTS) {
    const paths = mapping[list];
    if (paths !== undefined) changed[list] = paths.map(renamed(list, "place"));
  }
  const tested = (attribute: string) => renamed(attribute, "condition");
  if (mapping.undated) changed.undated = mapping.undated.map((when) => conditions(when, tested("undated")));
  if (mapping.missing)
    changed.missing = mapping.missing.map(({ when, ...reason }) => ({
      ...reason,
      ...(when && { when: conditions(when, tested(reason.attribute)) }),
    }));
  return madeOf(mapping, { ...mapping, ...changed });
}

/** The paths that a mapping reads, in its order. */
export function pathsOf(mapping: SourceMapping): (Purpose & { path: string })[] {
  const read: (Purpose & { path: string })[] = [];
  withPaths(mapping, (path, purpose) => {
    read.push({ path, ...purpose });
    return path;
  });
  return read;
}

type RenamePath = (path: string) => string;

function ruled(rules: Rules, rename: RenamePath, renameTested: RenamePath): Rules {
  return rulesOf(rules).map(({ path, template, seconds_between: between, when, unless, ...rule }) => ({
    ...rule,
    ...(path && { path: path.map(rename) }),
    ...(between && { seconds_between: between.map((end) => [end].flat().map(rename)) }),
    ...(template !== undefined && { template: filled(template, rename) }),
    ...(when && { when: conditions(when, renameTested) }),
    ...(unless && { unless: conditions(unless, renameTested) }),
  }));
}

const filled = (template: string, rename: RenamePath): string =>
  templateParts(template)
    .map((part, index) => (index % 2 === 1 ? `{${rename(part)}}` : part))
    .join("");

const conditions = (tests: Record<string, string[]>, rename: RenamePath): Record<string, string[]> =>
  Object.fromEntries(Object.entries(tests).map(([path, values]) => [rename(path), values]));
