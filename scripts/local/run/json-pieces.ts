/** Where the pieces of a compact JSON text end. `escapes`: whether there is a backslash anywhere in it. */

const OPEN = 123;
const CLOSE = 125;
const COMMA = 44;
const COLON = 58;
const QUOTE = 34;
const BACKSLASH = 92;

/** Where the closing quote stands; -1 when it does not. */
export function endOfText(text: string, from: number, escapes: boolean): number {
  let end = text.indexOf('"', from);
  while (escapes && end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (quote - first) % 2 === 1;
}

/** Behind the brace that closes a flat map of texts; -1 where it is something else. */
export function endOfMap(text: string, from: number, escapes: boolean): number {
  if (text.charCodeAt(from) !== OPEN) return -1;
  if (text.charCodeAt(from + 1) === CLOSE) return from + 2;
  for (let at = from + 1; ; at += 1) {
    const name = text.charCodeAt(at) === QUOTE ? endOfText(text, at + 1, escapes) : -1;
    if (name < 0 || text.charCodeAt(name + 1) !== COLON || text.charCodeAt(name + 2) !== QUOTE) return -1;
    at = endOfText(text, name + 3, escapes) + 1;
    if (at === 0) return -1;
    if (text.charCodeAt(at) === CLOSE) return at + 1;
    if (text.charCodeAt(at) !== COMMA) return -1;
  }
}
