/**
 * Levels of objects and arrays that an event may have. Behind it lies not the parser, which takes any number, but
 * `JSON.stringify`, which recurses and throws at some 4,000: an event that made it throw would hold up its shard.
 */
export const EVENT_LEVELS = 100;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACE = 0x7d;
const CLOSE_BRACKET = 0x5d;

/** Whether a JSON text has more levels. Texts with few brackets, which is all usual ones, are told at 0.1 µs. */
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
      for (at += 1; at < text.length && text.charCodeAt(at) !== QUOTE; at += 1)
        if (text.charCodeAt(at) === BACKSLASH) at += 1;
    }
  }
  return false;
}
