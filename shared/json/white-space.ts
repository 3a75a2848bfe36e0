const [TAB, LF, CR, SPACE] = [9, 10, 13, 32];

/** Only JSON's own: what else is not to be seen is somebody's data. */
export const isWhiteSpace = (byte: number): boolean =>
  byte === SPACE || byte === LF || byte === CR || byte === TAB;

/** Whether there is nothing but white space from `start` to before `end`. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isWhiteSpace(bytes[at]!)) return false;
  return true;
}
