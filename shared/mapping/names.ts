import type { SourceMapping } from "./source-mapping.ts";

/** The name that an object has for the key of a path; undefined when it has none. */
export type NameIn = (object: object, key: string) => string | undefined;

/** How a mapping's rules find the keys of their paths. Own attributes only: a document must not reach its prototype's. */
export const nameIn = ({ names = "exact" }: SourceMapping): NameIn => byRule[names];

const exactly: NameIn = (object, key) => (Object.hasOwn(object, key) ? key : undefined);

/** A name written as the path has it goes first; of others the first that holds a value. */
const inAnyCase: NameIn = (object, key) => {
  if (Object.hasOwn(object, key) && hasValue(object, key)) return key;
  return namesOf(object).get(plain(key));
};

/** A name written as the path has it, in camelCase, goes first; then the same in snake_case. */
const inCamelOrSnake: NameIn = (object, key) => {
  if (Object.hasOwn(object, key) && hasValue(object, key)) return key;
  return exactly(object, snakeCaseOf(key)) ?? exactly(object, key);
};

const byRule: Readonly<Record<NonNullable<SourceMapping["names"]>, NameIn>> = {
  exact: exactly,
  any_case: inAnyCase,
  camel_or_snake: inCamelOrSnake,
};

/** Of keys of paths, of which there are as many as mappings name. */
const snakeCase = new Map<string, string>();

function snakeCaseOf(key: string): string {
  const before = snakeCase.get(key);
  if (before !== undefined) return before;
  const written = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  snakeCase.set(key, written);
  return written;
}

/** Every rule of a document asks for its names, and the document is the same. */
const known = new WeakMap<object, Map<string, string>>();

function namesOf(object: object): Map<string, string> {
  const before = known.get(object);
  if (before !== undefined) return before;
  const names = new Map<string, string>();
  for (const name of Object.keys(object)) {
    const short = plain(name);
    const first = names.get(short);
    if (first === undefined || !hasValue(object, first)) names.set(short, name);
  }
  known.set(object, names);
  return names;
}

const hasValue = (object: object, name: string): boolean => {
  const value = (object as Record<string, unknown>)[name];
  return value !== undefined && value !== null && value !== "";
};

/** Plain names by name. A source has some tens of them; the bound is for one that invents them. */
const plainNames = new Map<string, string>();
const MAX_NAMES = 10_000;

/** The name without case, blanks and marks: VendorID, vendor_id and " Vendor ID" are one. */
function plain(name: string): string {
  const before = plainNames.get(name);
  if (before !== undefined) return before;
  const short = name.toLowerCase().replace(/[\s_-]+/g, "");
  if (plainNames.size >= MAX_NAMES) plainNames.clear();
  plainNames.set(name, short);
  return short;
}
