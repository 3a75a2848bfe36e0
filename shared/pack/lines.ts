import { isBlank } from "../json/white-space.ts";

const LF = 10;
const CR = 13;
const OPEN = 123;
const CLOSE = 125;

/**
 * The lines of NDJSON, without line ends and blank lines, not copied. A single JSON text over several lines is one
 * entry. So is a text of blanks only, because every record has to give at least one entry.
 */
export function splitLines(data: Uint8Array): Uint8Array[] {
  const first = data.indexOf(LF);
  if (first < 0) return [data];
  const lines: Uint8Array[] = [];
  for (let start = 0, end = first; start < data.length; ) {
    const stop = end < 0 ? data.length : end;
    const last = stop > start && data[stop - 1] === CR ? stop - 1 : stop;
    if (!isBlank(data, start, last)) lines.push(data.subarray(start, last));
    start = stop + 1;
    end = data.indexOf(LF, start);
  }
  if (lines.length === 0) return [data];
  return lines.length > 1 && isOneText(data, lines[0]!, lines[1]!) ? [data] : lines;
}

/** No JSON text has `{` on the line after a `}`, so ordinary NDJSON is recognised without parsing. */
function isOneText(data: Uint8Array, first: Uint8Array, second: Uint8Array): boolean {
  if (first[first.length - 1] === CLOSE && second[0] === OPEN) return false;
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
