/** What a rewrite must not look into, and the two ways to open and close: strings, names, comments, brackets. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\bunnest\s*\(|[()]/gi;
const SPREAD_OVER = /^\s*(?:as\s+)?(?!(?:cross|on|where|with)\b)(?:\w+|"[^"]+")\s*\(/i;

/**
 * SQL in which `unnest(rows) as i(a, b)` spreads each row into columns, as Trino does: DuckDB spreads rows only in a list
 * of columns. An `unnest` without names for its columns stays as it is.
 */
export function spreadUnnest(sql: string): string {
  let text = sql;
  // From the last one, so that what stands before an opening keeps its place.
  for (const { start, open, close } of unnests(sql).reverse()) {
    if (!SPREAD_OVER.test(sql.slice(close + 1))) continue;
    const lists = argumentsIn(sql, open, close).map((list) => `unnest(${list.trim()}, max_depth := 2)`);
    text = `${text.slice(0, start)}lateral (select ${lists.join(", ")})${text.slice(close + 1)}`;
  }
  return text;
}

interface Call {
  start: number;
  /** Of its brackets. */
  open: number;
  close: number;
}

/** The calls of unnest, with where their brackets close. */
function unnests(sql: string): Call[] {
  const found: Call[] = [];
  const waiting: (Call | undefined)[] = [];
  for (const { 0: token, index } of sql.matchAll(TOKEN)) {
    if (token === "(") waiting.push(undefined);
    else if (token === ")") {
      const call = waiting.pop();
      if (call) found.push({ ...call, close: index });
    } else if (token.endsWith("(") && /^unnest/i.test(token))
      waiting.push({ start: index, open: index + token.length - 1, close: -1 });
  }
  return found.sort((one, other) => one.start - other.start);
}

/** The arguments between two brackets: cut at the commas that no other bracket, string or name holds. */
function argumentsIn(sql: string, open: number, close: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (const { 0: token, index } of sql.slice(0, close).matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()[\],]/g)) {
    if (index <= open) continue;
    if ("([".includes(token)) depth += 1;
    else if (")]".includes(token)) depth -= 1;
    else if (token === "," && depth === 0) {
      parts.push(sql.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, sql.slice(start, close)];
}
