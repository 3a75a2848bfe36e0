/** Athena's SQL calls types otherwise than its catalogue does. */
export function prestoType(glue: string): string {
  const [, key, value] = /^map<(\w+),(\w+)>$/.exec(glue) ?? [];
  if (key && value) return `map(${prestoType(key)},${prestoType(value)})`;
  const names: Record<string, string> = { string: "varchar", int: "integer", timestamp: "timestamp(3)" };
  return names[glue] ?? glue;
}
