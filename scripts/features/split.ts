/** How sessions are put into splits. */
export const splitWays = ["time", "person"] as const;
export type SplitBy = (typeof splitWays)[number];

export const splits = ["train", "validation", "test"] as const;
export type Split = (typeof splits)[number];

/**
 * People who share a session, directly or by others, by the name of one of them. Sessions that an application names may
 * hold several people: to keep both a session and a person in one split, all of these belong together.
 * @param sessions the people of each session that has several
 */
export function peopleTogether(sessions: Iterable<readonly string[]>): Map<string, string> {
  const leader = new Map<string, string>();
  const find = (person: string): string => {
    let top = person;
    for (let next = leader.get(top) ?? top; next !== top; next = leader.get(top) ?? top) top = next;
    // What was found is kept, so that long chains are walked once.
    for (let each = person; each !== top; ) {
      const next = leader.get(each) ?? top;
      leader.set(each, top);
      each = next;
    }
    return top;
  };
  for (const [first, ...others] of sessions) {
    if (first === undefined) continue;
    leader.set(first, find(first));
    for (const other of others) {
      const [one, two] = [find(first), find(other)];
      // The smaller name leads, so that the order of the sessions does not matter.
      const [top, below] = one < two ? [one, two] : [two, one];
      leader.set(top, top);
      leader.set(below, top);
    }
  }
  return new Map([...leader.keys()].map((person) => [person, find(person)]));
}

/** SQL of a position from 0 to 1 in which `text` stands, the same everywhere and always. */
export const positionSql = (text: string): string => `((md5_number_lower(${text}) % 1000000) / 1000000.0)`;

/** SQL of the split that a position from 0 to 1 falls into. */
export function splitSql(
  position: string,
  [train, validation, test]: readonly [number, number, number],
): string {
  // What rounding leaves over belongs to the last split that has any.
  const last = test > 0 ? "test" : validation > 0 ? "validation" : "train";
  const cases = [
    `when ${position} < ${train} then 'train'`,
    `when ${position} < ${train + validation} then 'validation'`,
  ];
  return `case ${cases.join(" ")} else '${last}' end`;
}
