import { isBlank } from "../json/white-space.ts";
import { EVENT_BYTES } from "../limits.ts";

const LF = 10;
const CR = 13;
const OPEN = 123;
const OPEN_LIST = 91;
const CLOSE = 125;

/**
 * The lines of NDJSON, without copies, line ends and blank lines. A single JSON text that is written over several
 * lines is one entry, and so is a text that is nothing but blanks: no record may come out as no entry at all.
 * A byte order mark before the text is no part of it.
 * @param max lines that are wanted: where there are more, one more than that is returned, and the rest is not looked at
 */
export function splitLines(text: Uint8Array, max = Number.POSITIVE_INFINITY): Uint8Array[] {
  const data = unmarked(text);
  const first = data.indexOf(LF);
  if (first < 0) return [data];
  const lines: Uint8Array[] = [];
  for (let start = 0, end = first; start < data.length; ) {
    const stop = end < 0 ? data.length : end;
    const last = stop > start && data[stop - 1] === CR ? stop - 1 : stop;
    // Nearly every line is an object, of which the first byte tells that it is not blank.
    const isLine = data[start] === OPEN || !isBlank(data, start, last);
    if (isLine && lines.push(data.subarray(start, last)) > max) return lines;
    start = stop + 1;
    end = data.indexOf(LF, start);
  }
  if (lines.length === 0) return [data];
  return lines.length > 1 && isOneText(data, lines[0]!, lines[1]!) ? [data] : lines;
}

/** Without the byte order mark that some programs put before UTF-8. */
const unmarked = (text: Uint8Array): Uint8Array =>
  text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf && text.length > 3 ? text.subarray(3) : text;

/**
 * `}` and then `{` is in no JSON text, so ordinary NDJSON is told without parsing. A text that is too large for an event
 * is not parsed either: it is one where it begins as every program writes a text over several lines.
 */
function isOneText(data: Uint8Array, first: Uint8Array, second: Uint8Array): boolean {
  if (first[first.length - 1] === CLOSE && second[0] === OPEN) return false;
  if (data.length > EVENT_BYTES) return first.length === 1 && (first[0] === OPEN || first[0] === OPEN_LIST);
  return !isJson(first) && isJson(data);
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
    return true;
  } catch {
    // Not an error: the caller asks which of two readings the bytes have.
    return false;
  }
}
