const [QUOTE, BACKSLASH] = [34, 92];

/**
 * Text of a CSV that writes a quote within quotes as `\"`, as Spark and MySQL do, with `""` in its place, which is what the
 * parser reads. It has as many bytes, so that places in the one are places in the other. Other backslashes stay: in JSON,
 * which is what mostly needs the quotes, they have a meaning of their own.
 */
export function withDoubledQuotes(text: Buffer): Buffer {
  let written: Buffer | undefined;
  for (let at = text.indexOf(QUOTE); at >= 0; at = text.indexOf(QUOTE, at + 1)) {
    if (backslashesBefore(text, at) % 2 === 0) continue;
    written ??= Buffer.from(text);
    written[at - 1] = QUOTE;
  }
  return written ?? text;
}

/** How many backslashes a text ends with: what stands behind them decides what they mean. */
export const backslashesAtEnd = (text: Buffer): number => backslashesBefore(text, text.length);

function backslashesBefore(text: Buffer, end: number): number {
  let count = 0;
  while (text[end - 1 - count] === BACKSLASH) count += 1;
  return count;
}

const WITHIN =
  /(?:^|[,;\t|\r\n])"[^"\r\n]*[^"\\\r\n]\\"(?![,;\t|\r\n"]|$)|(?:^|[,;\t|\r\n])"\\"(?![,;\t|\r\n]|$)/;
const EMPTY_CELLS = /(?<=^|[,;\t|])""(?=[,;\t|]|$)/gm;

/** Whether a CSV writes quotes so, from its beginning: it has such within quotes, and none that are doubled. */
export function hasBackslashes(head: string): boolean {
  if (!WITHIN.test(head)) return false;
  return !head
    .replaceAll(/\\["\\]/g, "")
    .replaceAll(EMPTY_CELLS, "")
    .includes('""');
}
