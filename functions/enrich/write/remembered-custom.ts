import { parsedObject } from "../../../shared/json/parsed-object.ts";
import type { TextBuffer } from "../../../shared/json/text-buffer.ts";
import { fragment } from "./fragment.ts";
import type { TabReader } from "./tabbed.ts";

const TAB = 9;

/** Writes what steps of one's own gave an event, as the last value of its line: JSON has neither tabs nor line ends. */
export function writeCustom(out: TextBuffer, pieces: readonly Uint8Array[]): void {
  if (pieces.length === 0) return;
  out.byte(TAB);
  for (const piece of pieces) out.bytes(piece);
}

/** The inverse; undefined for what is no fields, of which a line would be made that is no JSON. */
export function readCustom(line: TabReader): Uint8Array[] | undefined {
  if (!line.more) return [];
  const text = line.rest();
  const isFields = text.startsWith(",") && parsedObject(`{${text.slice(1)}}`) !== undefined;
  return isFields ? [fragment(text)] : undefined;
}
