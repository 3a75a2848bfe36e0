import { randomUUID } from "node:crypto";

/**
 * The JSON text of an invocation as UTF-8 bytes, in memory that every thread reads. A string of megabytes would be
 * flattened, copied out and copied in on its way to an environment, which costs twice as much as writing these bytes.
 */
export interface Payload {
  readonly bytes: Buffer;
  text(): string;
}

/** Lambda's synchronous payload in either direction, "Lambda quotas". */
export const PAYLOAD_BYTES = 6 * 1024 * 1024;

export function payloadOf(text: string): Payload {
  const bytes = shared(Buffer.byteLength(text));
  bytes.write(text, "utf8");
  return payload(bytes);
}

/** Characters from which a text is worth looking at. */
const LONG = 4096;

/**
 * Of a value. JSON.stringify looks at every character of a text, which takes 3 ns each; long base64, as a Firehose
 * transform answers it, needs no escaping and is written as it is.
 */
export function jsonPayload(value: unknown): Payload {
  const long: string[] = [];
  const mark = randomUUID();
  const json = JSON.stringify(value, (_key, held) => {
    if (typeof held !== "string" || held.length < LONG || !isBase64(held)) return held;
    long.push(held);
    return mark;
  });
  const between = (json ?? "null").split(mark);
  const rest = between.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
  const bytes = shared(long.reduce((sum, { length }) => sum + length, rest));
  let at = 0;
  for (const [index, piece] of between.entries()) {
    at += bytes.write(piece, at, "utf8");
    if (index < long.length) at += bytes.write(long[index]!, at, "latin1");
  }
  return payload(bytes);
}

/**
 * Decoding passes over ASCII that is not base64, so what decodes to its full length holds nothing else. Of a character
 * beyond ASCII it may take the low byte.
 */
const isBase64 = (text: string): boolean =>
  text.length % 4 === 0 &&
  Buffer.byteLength(text) === text.length &&
  Buffer.from(text, "base64").byteLength === Buffer.byteLength(text, "base64");

/** A payload's text, where a thread got its bytes alone. */
export const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString();

/** Of pieces that are ASCII (base64, numbers, `asciiJson`), so that each is written without looking at it. */
export function asciiPayload(pieces: readonly string[]): Payload {
  const bytes = shared(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) at += bytes.write(piece, at, "latin1");
  return payload(bytes);
}

/** JSON text with everything beyond ASCII escaped. */
export const asciiJson = (value: object | string): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const shared = (size: number): Buffer => Buffer.from(new SharedArrayBuffer(size));

const payload = (bytes: Buffer): Payload => ({ bytes, text: () => textOf(bytes) });
