/** The name, with as many `_` before it as it takes to be a new one: what a source called so itself keeps its place. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  let free = name;
  while (isTaken(free)) free = `_${free}`;
  return free;
}
