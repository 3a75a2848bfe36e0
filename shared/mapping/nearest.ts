/**
 * The allowed name that a person may have meant: at most a third of its letters wrong, else none. Of several it is the one
 * of which the smallest part is wrong: two letters are half of a short name and little of a long one.
 */
export function nearest(given: string, allowed: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of allowed) {
    const distance = editDistance(given.toLowerCase(), name.toLowerCase());
    const wrong = distance / name.length;
    if (wrong < least && distance <= Math.ceil(name.length / 3)) {
      best = name;
      least = wrong;
    }
  }
  return best;
}

/** Insertions, deletions and replacements from one text to the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}

/** `; did you mean "x"?`, or nothing when no allowed name is near. */
export function hint(given: string, allowed: Iterable<string>): string {
  const meant = nearest(given, allowed);
  return meant === undefined ? "" : `; did you mean "${meant}"?`;
}
