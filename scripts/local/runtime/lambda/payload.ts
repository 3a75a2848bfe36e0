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

const payload = (bytes: Buffer): Payload => ({ bytes, text: () => bytes.toString() });
