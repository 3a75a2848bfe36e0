/** What a rewrite must not look into: strings, names, comments. */
const OUTSIDE = `'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\\n]*|/\\*[\\s\\S]*?\\*/`;

/** A rewrite that calls a function by another name. */
export function renamed(trino: string, duckDb: string): (sql: string) => string {
  const call = new RegExp(`${OUTSIDE}|(?<![\\w.])${trino}(?=\\s*\\()`, "gi");
  return (sql) => sql.replace(call, (text) => (text.toLowerCase() === trino ? duckDb : text));
}
