import { BoundedCache } from "../../../shared/bounded-cache.ts";
import type { TextBuffer } from "../../../shared/json/text-buffer.ts";
import type { Touch } from "../../../shared/steps/touch.ts";
import { arrivalOf } from "../session/arrival.ts";
import { fragment } from "./fragment.ts";
import { escaped, type TabReader, unescaped } from "./tabbed.ts";

/** What a session's touch has, by place; another list would be another format of the state. */
const FIELDS = [
  "referrer_medium",
  "referrer_source",
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "utm_term",
  "utm_content",
  "click_id_source",
] as const satisfies (keyof Touch)[];

const packed = new WeakMap<Touch, Uint8Array>();

/** Writes the touch behind other values. */
export function writeTouch(out: TextBuffer, touch: Touch): void {
  let bytes = packed.get(touch);
  if (bytes === undefined) {
    bytes = fragment(FIELDS.map((name) => `\t${escaped(touch[name] ?? "")}`).join(""));
    packed.set(touch, bytes);
  }
  out.bytes(bytes);
}

/** By its values as they stand in a state; sessions of a campaign have the same. */
const read = new BoundedCache<{ touch: Touch | undefined }>(8_192);

/** The inverse, as the object that the same touch of an event is. */
export function readTouch(values: TabReader): Touch | undefined {
  const raw = values.raw(FIELDS.length);
  const known = read.get(raw);
  if (known !== undefined) return known.touch;
  const texts = raw.split("\t").map(unescaped);
  const fields = FIELDS.map((name, at) => [name, texts[at] || undefined] as const);
  const touch = arrivalOf(Object.fromEntries(fields) as unknown as Touch)?.touch;
  // What is cut short is not kept, for the reader has to find that each time.
  if (texts.length === FIELDS.length) read.set(raw, { touch });
  else values.raw();
  return touch;
}
