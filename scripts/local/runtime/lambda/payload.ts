import { randomUUID } from "node:crypto";
import { type JsonBytes, LONG_TEXT, parseAround } from "../../json-bytes.ts";
import type { SentJson } from "./protocol.ts";

/**
 * The JSON text of an invocation or of its result as UTF-8 bytes, in memory that every thread reads. A string of
 * megabytes would be flattened, copied out and copied in on its way to an environment, which costs twice as much as
 * writing these bytes.
 */
export interface Payload extends JsonBytes {
  text(): string;
  /** What the text says. Throws a SyntaxError for one that is no JSON. */
  value(): unknown;
}

export function payloadOf(text: string): Payload {
  const bytes = shared(Buffer.byteLength(text));
  bytes.write(text, "utf8");
  return payload({ bytes, long: [] });
}

const payload = ({ bytes, long }: JsonBytes): Payload => ({
  bytes,
  long,
  text: () => bytes.toString(),
  value: () => parseAround({ bytes, long }),
});

/** A payload on its way to another thread, and there. */
export const sent = ({ bytes, long }: Payload): SentJson => ({ bytes, long });
export const received = ({ bytes, long }: SentJson): Payload =>
  payload({ bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), long });

/**
 * Of a value. JSON.stringify looks at every character of a text, which takes 3 ns each; long base64, as a Firehose
 * transform returns it, needs no escaping and is written as it is.
 */
export function jsonPayload(value: unknown): Payload {
  const texts: string[] = [];
  const mark = randomUUID();
  const json = JSON.stringify(value, (_key, held) => {
    if (typeof held !== "string" || held.length < LONG_TEXT || !isBase64(held)) return held;
    texts.push(held);
    return mark;
  });
  const between = (json ?? "null").split(mark);
  const rest = between.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
  const bytes = shared(texts.reduce((sum, { length }) => sum + length, rest));
  const long: number[] = [];
  let at = 0;
  for (const [index, piece] of between.entries()) {
    at += bytes.write(piece, at, "utf8");
    const text = texts[index];
    if (text === undefined) break;
    long.push(at, at + text.length);
    at += bytes.write(text, at, "latin1");
  }
  return payload({ bytes, long });
}

/**
 * Decoding passes over ASCII that is not base64, so what decodes to its full length holds nothing else. Of a character
 * beyond ASCII it may take the low byte.
 */
const isBase64 = (text: string): boolean =>
  text.length % 4 === 0 &&
  Buffer.byteLength(text) === text.length &&
  Buffer.from(text, "base64").byteLength === Buffer.byteLength(text, "base64");

/**
 * Of pieces of JSON text in ASCII (numbers, `asciiJson`), so that each is written without looking at it, and of data,
 * which is written in base64.
 */
export function asciiPayload(pieces: readonly (string | Buffer)[]): Payload {
  const bytes = shared(pieces.reduce((sum, piece) => sum + lengthOf(piece), 0));
  const long: number[] = [];
  let at = 0;
  for (const piece of pieces) {
    const text = typeof piece === "string" ? piece : piece.toString("base64");
    if (typeof piece !== "string" && text.length >= LONG_TEXT) long.push(at, at + text.length);
    at += bytes.write(text, at, "latin1");
  }
  return payload({ bytes, long });
}

const lengthOf = (piece: string | Buffer): number =>
  typeof piece === "string" ? piece.length : Math.ceil(piece.byteLength / 3) * 4;

/** JSON text with everything beyond ASCII escaped. */
export const asciiJson = (value: object | string): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const shared = (size: number): Buffer => Buffer.from(new SharedArrayBuffer(size));
