/** Athena's SQL has other names for types than its catalogue. */
export function prestoType(glue: string): string {
  const [, key, value] = /^map<(\w+),(\w+)>$/.exec(glue) ?? [];
  if (key && value) return `map(${prestoType(key)},${prestoType(value)})`;
  const [, columns] = /^array<struct<([^<>]+)>>$/.exec(glue) ?? [];
  if (columns) return `array(row(${columns.split(",").map(prestoColumn).join(",")}))`;
  const names: Record<string, string> = { string: "varchar", int: "integer", timestamp: "timestamp(3)" };
  return names[glue] ?? glue;
}

function prestoColumn(column: string): string {
  const [name, type] = column.split(":") as [string, string];
  return `${name} ${prestoType(type)}`;
}
