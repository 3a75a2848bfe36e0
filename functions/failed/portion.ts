import type { Filed } from "./abandoned.ts";

/** Rows that are written together. */
export interface Portion {
  filed: Filed[];
  /** The message with which a later invocation continues after this portion; absent where this is not supported. */
  rest?: () => string;
}

/** Bytes of payloads and rows from which a portion, hence an object, is closed. */
const PORTION_BYTES = 4 * 1024 * 1024;
/** What a row has beside its payload: of very short events it is nearly all. */
const ROW_BYTES = 1024;

/**
 * Groups items into portions of whole items. The byte count restarts after each portion, also when a later invocation
 * continues, so that a second run makes the same portions and rewrites the same objects.
 * @param steps each item with the message by which to begin with it
 */
export async function* portions<Item>(
  steps: AsyncIterable<{ item: Item; rest?: () => string }>,
  file: (items: Item[]) => Filed[],
): AsyncGenerator<Portion> {
  let filed: Filed[] = [];
  let size = 0;
  for await (const { item, rest } of steps) {
    if (size >= PORTION_BYTES) {
      yield { filed, ...(rest !== undefined && { rest }) };
      filed = [];
      size = 0;
    }
    const rows = file([item]);
    filed.push(...rows);
    for (const { bytes } of rows) size += ROW_BYTES + bytes.byteLength;
  }
  if (filed.length > 0) yield { filed };
}
