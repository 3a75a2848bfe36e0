import { ITEM_BYTES, PARTITION_KEY_BYTES, SORT_KEY_BYTES } from "../limits.ts";
import type { TableItem, WrittenItem } from "../table.ts";
import { itemBytes } from "./item-bytes.ts";

const KEY_BYTES = [PARTITION_KEY_BYTES, SORT_KEY_BYTES];

/**
 * Why the service would never take the item, and with it refuse the whole request; undefined when it would.
 * @param keys names of the key attributes, partition key first
 */
export function whyNotWritten(
  { key, json }: WrittenItem,
  keys: readonly string[],
): { code: string; message: string } | undefined {
  for (const [index, name] of keys.entries()) {
    const bytes = Buffer.byteLength(key[index] ?? "");
    const most = KEY_BYTES[index]!;
    if (bytes >= 1 && bytes <= most) continue;
    return { code: "InvalidKey", message: `${bytes} bytes of ${name}; a key has 1 to ${most}` };
  }
  // No item has more bytes than its JSON has in UTF-8, so that only very long ones are counted.
  if (json.length * 3 <= ITEM_BYTES) return undefined;
  const bytes = itemBytes(JSON.parse(json) as TableItem);
  if (bytes <= ITEM_BYTES) return undefined;
  return { code: "ItemTooLarge", message: `${bytes} bytes; an item has at most ${ITEM_BYTES}` };
}
