import { isUtf8 } from "node:buffer";

/** What the decoder puts for bytes that are no UTF-8, and what may stand in a text all the same. */
const REPLACEMENT = "\ufffd";

/** The text that bytes are; undefined where they are not UTF-8. Decoding shows nearly always that they are. */
export function utf8(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return text.includes(REPLACEMENT) && !isUtf8(bytes) ? undefined : text;
}
