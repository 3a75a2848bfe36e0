/** A name without what programs add to it or change of it: `User ID`, `user_id` and `userId` are one. */
const plain = (name: string): string => name.toLowerCase().replace(/[\s_.\\-]/g, "");

/**
 * Which column is meant by each of the names wanted: the one that has exactly this name; else the only other one whose
 * plain name is the same, unless another attribute could be meant by it.
 * @param wanted names, each with the attributes that it may give
 */
export function matched(
  wanted: ReadonlyMap<string, Iterable<string>>,
  columns: readonly string[],
): Map<string, string> {
  const known = new Set(columns);
  const free = Map.groupBy(
    columns.filter((name) => name !== "" && !wanted.has(name)),
    plain,
  );
  const meanings = Map.groupBy(wanted.keys(), plain);
  const found = new Map<string, string>();
  for (const name of wanted.keys()) {
    const [only, ...more] = free.get(plain(name)) ?? [];
    const attributes = new Set(meanings.get(plain(name))!.flatMap((alike) => [...wanted.get(alike)!]));
    if (known.has(name)) found.set(name, name);
    else if (only !== undefined && more.length === 0 && attributes.size === 1) found.set(name, only);
  }
  return found;
}
