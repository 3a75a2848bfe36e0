/** Pieces of SQL in which a bracket, a comma or a word means nothing, and those in which it does. */
const TOKEN = /--[^\n]*|'(?:[^']|'')*'|"(?:[^"]|"")*"|[\w$]+|\S/g;

/**
 * Names of the columns of a statement that begins with its select list, in their order. Undefined where one of them has
 * no name, or is a star.
 */
export function selected(sql: string): string[] | undefined {
  const tokens = (sql.match(TOKEN) ?? []).filter((token) => !token.startsWith("--"));
  if (tokens[0]?.toLowerCase() !== "select") return undefined;
  const items: string[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(1)) {
    if (depth === 0 && token.toLowerCase() === "from") break;
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (depth === 0 && token === ",") items.push([]);
    else items.at(-1)!.push(token);
  }
  const names = items.map(nameOf);
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** `a`, `t.a` and `… as a` are called a. */
function nameOf(item: readonly string[]): string | undefined {
  const last = item.at(-1)?.replaceAll('"', "");
  const before = item.at(-2)?.toLowerCase();
  const isName = last !== undefined && /^\w+$/.test(last);
  return isName && (before === undefined || before === "as" || before === ".") ? last : undefined;
}
