const SCALARS: Record<string, string> = {
  string: "VARCHAR",
  varchar: "VARCHAR",
  char: "VARCHAR",
  tinyint: "TINYINT",
  smallint: "SMALLINT",
  int: "INTEGER",
  integer: "INTEGER",
  bigint: "BIGINT",
  float: "FLOAT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
  date: "DATE",
  binary: "BLOB",
};

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A Glue column type as DuckDB spells it. Throws a sentence for a type it does not know. */
export function duckType(hive: string): string {
  const type = hive.trim().toLowerCase();
  const inner = /^(array|map|struct|decimal|varchar|char)[<(](.*)[>)]$/s.exec(type);
  if (!inner) return SCALARS[type] ?? unknown(hive);
  const [, outer, rest] = inner as unknown as [string, string, string];
  if (outer === "decimal") return `DECIMAL(${rest})`;
  if (outer === "array") return `${duckType(rest)}[]`;
  if (outer === "map") return `MAP(${split(rest).map(duckType).join(", ")})`;
  if (outer !== "struct") return "VARCHAR";
  const fields = split(rest).map((field) => {
    const colon = field.indexOf(":");
    return `${quoted(field.slice(0, colon).trim())} ${duckType(field.slice(colon + 1))}`;
  });
  return `STRUCT(${fields.join(", ")})`;
}

/** Cuts at the commas that are not inside a nested type. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if ("<(".includes(text[at]!)) depth += 1;
    else if (">)".includes(text[at]!)) depth -= 1;
    else if (text[at] === "," && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

function unknown(hive: string): never {
  throw new Error(`The column type ${hive} is not one that local queries read.`);
}
