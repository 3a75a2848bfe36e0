/** A name without the differences in spelling that programs make: `User ID`, `user_id` and `userId` are the same. */
const plain = (name: string): string => name.toLowerCase().replace(/[\s_.\\-]/g, "");

/**
 * Finds the column for each wanted name: the one with exactly this name; otherwise the only other one with the same
 * plain name, unless that column could also mean another attribute.
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
    const alike = meanings.get(plain(name))!;
    // One name from which several attributes are read means one thing.
    const isClear = alike.length === 1 || new Set(alike.flatMap((each) => [...wanted.get(each)!])).size <= 1;
    if (known.has(name)) found.set(name, name);
    else if (only !== undefined && more.length === 0 && isClear) found.set(name, only);
  }
  return found;
}
