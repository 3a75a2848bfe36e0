/** How long after a query somebody still looks, ms. */
const LOOKING_MS = 60_000;

/**
 * How long records may wait for their transform in a hurry, ms: each invocation costs some milliseconds, and what it gives
 * then waits for its file.
 * @param files that were written so far
 */
export const hurriedTransform = (files: number): number => (files === 0 ? 200 : 1_000);

/**
 * How long a buffer may wait in a hurry, ms. The first file of all comes at once, for whoever waits to see one. Small files
 * are dear, one takes as long as some hundred events, so the later ones come often only while somebody looks.
 * @param files that were written, or are being written, so far
 * @param sinceLookedMs since somebody last read what was delivered
 */
export function hurriedWait(files: number, sinceLookedMs: number): number {
  if (files === 0) return 300;
  return sinceLookedMs < LOOKING_MS ? 5_000 : 20_000;
}
