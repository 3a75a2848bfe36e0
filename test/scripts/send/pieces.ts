/** A content in pieces of so many bytes. */
export async function* inPieces(content: string | Uint8Array, bytes = 64 * 1024): AsyncGenerator<Buffer> {
  const all = Buffer.from(content as string);
  for (let at = 0; at < all.length; at += bytes) yield all.subarray(at, at + bytes);
}

export async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
