import { templateParts } from "./origin.ts";
import { type Rules, rulesOf, type SourceMapping } from "./source-mapping.ts";

/** Another text for a path; `of` says which attribute may take its value, or is given on a condition of it. */
export type Rename = (path: string, of: { attribute: string; isCondition: boolean }) => string;

const TABLES = ["fields", "metadata", "properties"] as const;
const LISTS = ["identity", "unwrap", "json"] as const;

/** A mapping with other texts for the paths that it reads. */
export function withPaths(mapping: SourceMapping, rename: Rename): SourceMapping {
  const changed: Partial<SourceMapping> = {};
  for (const table of TABLES) {
    const entries = Object.entries(mapping[table] ?? {});
    if (entries.length === 0) continue;
    changed[table] = Object.fromEntries(
      entries.map(([key, rules]) => {
        const attribute = table === "fields" ? key : `${table}.${key}`;
        const renamed = (isCondition: boolean) => (path: string) => rename(path, { attribute, isCondition });
        return [key, ruled(rules, renamed(false), renamed(true))];
      }),
    );
  }
  for (const list of LISTS) {
    const paths = mapping[list];
    if (paths !== undefined)
      changed[list] = paths.map((path) => rename(path, { attribute: list, isCondition: false }));
  }
  const tested = (attribute: string) => (path: string) => rename(path, { attribute, isCondition: true });
  if (mapping.undated) changed.undated = mapping.undated.map((when) => conditions(when, tested("undated")));
  if (mapping.missing)
    changed.missing = mapping.missing.map(({ when, ...reason }) => ({
      ...reason,
      ...(when && { when: conditions(when, tested(reason.attribute)) }),
    }));
  return { ...mapping, ...changed };
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
