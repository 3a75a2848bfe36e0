import type { TextBuffer } from "../../../shared/json/text-buffer.ts";
import type { Touch } from "../../../shared/steps/touch.ts";
import { arrivalOf } from "../session/arrival.ts";
import { fragment } from "./fragment.ts";
import { escaped, type TabReader } from "./tabbed.ts";

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

/** The inverse, as the object that the same touch of an event is. */
export function readTouch(values: TabReader): Touch | undefined {
  const texts = FIELDS.map((name) => [name, values.text() || undefined] as const);
  return arrivalOf(Object.fromEntries(texts) as unknown as Touch)?.touch;
}
