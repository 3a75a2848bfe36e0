const DOUBLED = /"(?:[^"]|"")*"/g;
const ESCAPED = /"(?:[^"\\]|\\[\s\S])*"/g;

/**
 * Text of a CSV with a letter for each quoted cell that holds something, and nothing for one that does not: delimiters
 * and line breaks between quotes separate nothing.
 * @param backslashes whether a quote within quotes is `\"`, and not `""`
 */
export const maskedCells = (text: string, backslashes: boolean): string =>
  text.replace(backslashes ? ESCAPED : DOUBLED, (cell) => (cell === '""' ? "" : "q"));
