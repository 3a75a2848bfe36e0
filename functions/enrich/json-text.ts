/** Pieces of JSON as text: a line is written rather than an object built, which would cost as much as all the rest. */

/** Printable text without quote and backslash; surrogates are left to the encoder, which keeps them well formed. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** A piece that is written again and again. */
export const fragment = (json: string): Uint8Array => Buffer.from(json);

/** JSON text of a string; most need no escape, and the test is cheaper than the encoder. */
export function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** `,"name":"value"`, or nothing for an empty or absent value. */
export function textField(name: string, value: string | undefined): string {
  return value === undefined || value === "" ? "" : `,"${name}":${quoted(value)}`;
}

/** `,"name":1.5`, or nothing for an absent value. */
export function numberField(name: string, value: number | undefined): string {
  return value === undefined ? "" : `,"${name}":${value}`;
}
