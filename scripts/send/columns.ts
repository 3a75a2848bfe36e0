import { targets } from "../../shared/mapping/convert.ts";
import { parsePath } from "../../shared/mapping/path.ts";
import { pathsOf, withPaths } from "../../shared/mapping/paths.ts";
import { rulesOf, type SourceMapping } from "../../shared/mapping/source-mapping.ts";
import { matched } from "./column-names.ts";
import { isNumbered, unfloated } from "./float-columns.ts";
import { nativeColumns } from "./native-columns.ts";
import { isNullWord, NULL_EVERYWHERE } from "./null-words.ts";

/** A table whose rows are documents. */
export interface DocumentTable {
  /** The mapping, with the names of the columns in place of the paths by which they are meant. */
  mapping: SourceMapping;
  /** Empty cells are no attributes. A row may have fewer cells than there are names. */
  documentOf(cells: readonly string[]): Record<string, unknown>;
}

/**
 * The table that a mapping sees under the names. A column may be spelled otherwise than its path: in another case, with
 * spaces, underscores, hyphens and dots (`User ID` for `userId`, `context_page_url` for `context.page.url`).
 * @param floats columns in which whole numbers are written as floats
 */
export function documentTableOf(
  mapping: SourceMapping,
  names: readonly string[],
  floats: ReadonlySet<string>,
): DocumentTable {
  if (mapping.passthrough === true) return { mapping, documentOf: nativeColumns(names, floats) };
  const fitted = withNames(mapping, names);
  const numbers = numberColumns(fitted);
  const given = idColumns(fitted);
  const ids = new Set([...floats].filter((name) => given.has(name)));
  return {
    mapping: fitted,
    documentOf(cells) {
      const held: [string, string][] = [];
      for (let at = 0; at < names.length && at < cells.length; at += 1) {
        const [name, cell] = [names[at]!, cells[at]!];
        const isEmpty = cell === "" || cell === NULL_EVERYWHERE || (numbers.has(name) && isNullWord(cell));
        if (!isEmpty) held.push([name, ids.has(name) ? unfloated(cell) : cell]);
      }
      return Object.fromEntries(held);
    },
  };
}

function withNames(mapping: SourceMapping, names: readonly string[]): SourceMapping {
  const wanted = new Map<string, Set<string>>();
  for (const { path, attribute, role } of pathsOf(mapping)) {
    const attributes = wanted.get(columnOf(path)) ?? new Set<string>();
    // What a rule depends on means what it means wherever it is read.
    if (role !== "condition") attributes.add(attribute);
    wanted.set(columnOf(path), attributes);
  }
  const columns = matched(wanted, names);
  return withPaths(mapping, (path) => columns.get(columnOf(path))?.replaceAll(".", "\\.") ?? path);
}

/** A row has no levels: there a path of several keys is one name. */
const columnOf = (path: string): string => parsePath(path).join(".");

const NUMBERS: ReadonlySet<string | undefined> = new Set(["double", "int", "bigint", "timestamp"]);

/** Columns that give numbers and times, and no text. */
function numberColumns(mapping: SourceMapping): Set<string> {
  const numbers = new Set<string>();
  const texts = new Set<string>();
  for (const { path, attribute, role } of pathsOf(mapping)) {
    const isNumber = role !== "condition" && NUMBERS.has(targets.get(attribute));
    (isNumber ? numbers : texts).add(columnOf(path));
  }
  return new Set([...numbers].filter((name) => !texts.has(name)));
}

/** Columns that give ids and nothing else. Where a mapping names values or a pattern, it means what is written. */
function idColumns(mapping: SourceMapping): Set<string> {
  const values = pathsOf(mapping).filter(({ role }) => role === "value");
  const others = values.flatMap(({ path, attribute }) => (isNumbered(attribute) ? [] : [columnOf(path)]));
  const left = new Set([...others, ...columnsAsWritten(mapping)]);
  return new Set(values.map(({ path }) => columnOf(path)).filter((name) => !left.has(name)));
}

function columnsAsWritten({ fields = {} }: SourceMapping): string[] {
  const rules = Object.values(fields).flatMap(rulesOf);
  const paths = rules.flatMap(({ path = [], pattern, values, values_of, when = {}, unless = {} }) => [
    ...((pattern ?? values ?? values_of) ? path : []),
    ...[when, unless].flatMap((tests) => Object.keys(tests).filter((tested) => tests[tested]!.length > 0)),
  ]);
  return paths.map(columnOf);
}
