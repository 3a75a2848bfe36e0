import type { IndexField } from "../../../shared/search/field-types.ts";
import type { IndexTemplate } from "../../../shared/search/index-template.ts";
import { SearchError } from "../elasticsearch/search-error.ts";

export type FieldMapping = Readonly<Record<string, IndexField>>;

export interface DomainIndex {
  name: string;
  aliases: readonly string[];
  properties: FieldMapping;
  mappings: unknown;
}

const asPattern = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[\\^$.+?()[\]{}|]/g, "\\$&").replaceAll("*", ".*")}$`, "s");

/** Templates, and the indices that are made of them as documents come. */
export class DomainIndices {
  readonly templates = new Map<string, IndexTemplate>();
  readonly #indices = new Map<string, DomainIndex>();

  /** The index of a write; made of the template with the highest priority where it is not there. */
  ofWrite(name: string): DomainIndex {
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    if (!/^[a-z0-9][^A-Z\s\\/*?"<>|,#:]*$/.test(name))
      throw new SearchError(400, "invalid_index_name_exception", `Invalid index name [${name}]`);
    const template = [...this.templates.values()]
      .filter(({ index_patterns }) => index_patterns.some((pattern) => asPattern(pattern).test(name)))
      .sort((one, other) => (other.priority ?? 0) - (one.priority ?? 0))[0];
    if (template === undefined)
      throw new SearchError(
        404,
        "index_not_found_exception",
        `no index template matches [${name}], and the local domain makes no index without one`,
      );
    const { aliases = {}, mappings } = template.template;
    const index = { name, aliases: Object.keys(aliases), properties: mappings.properties, mappings };
    this.#indices.set(name, index);
    return index;
  }

  /** Those that names, aliases and patterns mean, separated by commas; all without a name. Throws for a name that is none. */
  named(names: string | undefined): DomainIndex[] {
    const all = [...this.#indices.values()].sort((a, b) => a.name.localeCompare(b.name));
    if (names === undefined || names === "_all") return all;
    const found = names.split(",").flatMap((name) => {
      const some = all.filter(
        (index) =>
          asPattern(name).test(index.name) || index.aliases.some((alias) => asPattern(name).test(alias)),
      );
      if (some.length === 0 && !name.includes("*"))
        throw new SearchError(404, "index_not_found_exception", `no such index [${name}]`);
      return some;
    });
    return [...new Set(found)];
  }

  remove(name: string): void {
    this.#indices.delete(name);
  }
}

/**
 * The mapping of a field by its path, with the path of what is inside a map: `properties.color` is `color` of
 * `properties`.
 */
export function fieldAt(
  properties: FieldMapping,
  path: string,
): { field: IndexField; at: readonly string[]; inside?: string; words?: true } | undefined {
  const steps = path.split(".");
  const at: string[] = [];
  let fields: FieldMapping = properties;
  for (const [depth, step] of steps.entries()) {
    const field = fields[step];
    if (field === undefined) return undefined;
    at.push(step);
    const rest = steps.slice(depth + 1);
    if (rest.length === 0) return { field, at };
    if (field.type === "flat_object") return { field, at, inside: rest.join(".") };
    if (field.type === "keyword" && field.fields !== undefined && rest.join(".") === "words")
      return { field, at, words: true };
    if (field.type !== "object") return undefined;
    fields = field.properties;
  }
  return undefined;
}
