import { closingQuote } from "./closing-quote.ts";

/** Where the value of a member stands in a JSON text, `end` exclusive. */
export interface Span {
  start: number;
  end: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN = [0x7b, 0x5b];
const CLOSE = [0x7d, 0x5d];

/**
 * The value of a member of the outermost object; the last one of that name, as `JSON.parse` takes it. For changing
 * one member without encoding the others anew: large numbers and the order of names would not survive that.
 * @param text a valid JSON object
 */
export function memberSpan(text: string, name: string): Span | undefined {
  let depth = 0;
  let key: string | undefined;
  let start: number | undefined;
  let found: Span | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = closingQuote(text, at + 1);
      if (end < 0) return found;
      if (depth === 1 && start === undefined) key = JSON.parse(text.slice(at, end + 1));
      at = end;
    } else if (depth === 1 && code === COLON) start = at + 1;
    else if (OPEN.includes(code)) depth += 1;
    else if (CLOSE.includes(code) || code === COMMA) {
      if (depth === 1 && start !== undefined) {
        if (key === name) found = { start, end: at };
        start = undefined;
      }
      if (code !== COMMA) depth -= 1;
    }
  }
  return found;
}
