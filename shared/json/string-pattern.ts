const CHARACTERS = String.raw`[^"\\\x00-\x1f]*`;
const ESCAPED = String.raw`\\(?:["\\/bfnrt]|u(?!0000)[0-9a-fA-F]{4})`;

/**
 * Source of a regular expression for a JSON string, quotes included, for patterns of whole lines: V8 compiles such a
 * pattern, which no scanner in JavaScript comes up to. It takes no `\u0000`, which not every reader of JSON takes.
 */
export const STRING = `"${CHARACTERS}(?:${ESCAPED}${CHARACTERS})*"`;
