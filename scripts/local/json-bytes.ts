import { randomUUID } from "node:crypto";

/** A JSON text in UTF-8, and what of it can be taken as it is. */
export interface JsonBytes {
  readonly bytes: Buffer;
  /** Where long texts of ASCII without escapes begin and end, by turns, without their quotes. */
  readonly long: readonly number[];
}

/** Bytes from which a text is worth looking at. */
export const LONG_TEXT = 4096;

/** No text of anyone else, who cannot know it. */
const MARK = `${randomUUID()} `;

/**
 * Parses around the long texts, each of which is copied once. A text of megabytes is memory that V8 maps for itself,
 * at some µs a page, and the parser then looks at every character of it. Throws a SyntaxError for what is no JSON.
 */
export function parseAround({ bytes, long }: JsonBytes): unknown {
  if (long.length === 0) return JSON.parse(bytes.toString());
  const texts: string[] = [];
  let around = "";
  let at = 0;
  for (let index = 0; index < long.length; index += 2) {
    const [from, to] = [long[index]!, long[index + 1]!];
    around += `${bytes.toString("utf8", at, from)}${MARK}${texts.length}`;
    texts.push(bytes.toString("latin1", from, to));
    at = to;
  }
  around += bytes.toString("utf8", at);
  return JSON.parse(around, (_key, held) =>
    typeof held === "string" && held.startsWith(MARK) ? texts[Number(held.slice(MARK.length))] : held,
  );
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * A compact JSON text with the long values of one attribute found in it. They are base64 or nothing that its reader
 * takes: beyond ASCII a character would be read as several.
 */
export function withLong(bytes: Buffer, name: string): JsonBytes {
  const literal = `"${name}":"`;
  const long: number[] = [];
  for (let at = bytes.indexOf(literal); at >= 0; ) {
    const from = at + literal.length;
    const to = bytes.indexOf(QUOTE, from);
    if (to < 0) break;
    if (to - from >= LONG_TEXT && !bytes.subarray(from, to).includes(BACKSLASH)) long.push(from, to);
    at = bytes.indexOf(literal, to);
  }
  return { bytes, long };
}
