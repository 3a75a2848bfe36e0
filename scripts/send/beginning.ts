/** Bytes of a file by which its format is told. */
export const HEAD_BYTES = 64 * 1024;

/** The first bytes of a content, at least as many as are asked for where it has so many, and all of its pieces. */
export async function beginning(
  content: AsyncIterable<Buffer>,
  bytes: number,
): Promise<{ head: Buffer; pieces: AsyncIterable<Buffer> }> {
  const reading = content[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let broken: { error: unknown } | undefined;
  let held = 0;
  while (held < bytes) {
    const next = await reading.next().catch((error: unknown) => {
      // It is thrown where it stands: behind the pieces that came before it.
      broken = { error };
      return undefined;
    });
    if (next === undefined || next.done) break;
    first.push(next.value);
    held += next.value.length;
  }
  const pieces = (async function* () {
    yield* first;
    if (broken) throw broken.error;
    yield* { [Symbol.asyncIterator]: () => reading };
  })();
  return { head: Buffer.concat(first), pieces };
}
