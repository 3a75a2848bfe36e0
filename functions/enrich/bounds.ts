import { EVENT_LEVELS, nestsDeeper } from "../../shared/event/depth.ts";
import type { FieldError } from "../../shared/failure/failed-event.ts";
import { EVENT_BYTES } from "../../shared/limits.ts";

/** What is wrong with an event that is larger than any that can be put on the enriched stream. */
export function tooLarge({ byteLength }: Pick<Uint8Array, "byteLength">): FieldError | undefined {
  if (byteLength <= EVENT_BYTES) return undefined;
  const message = "the event would fit no record of the enriched stream";
  return { path: "", expected: `at most ${EVENT_BYTES} bytes`, actual: `${byteLength} bytes`, message };
}

/** What is wrong with an event that cannot be encoded again. */
export function tooDeep(text: string): FieldError | undefined {
  if (!nestsDeeper(text, EVENT_LEVELS)) return undefined;
  const message = "the event is nested too deeply to be written again";
  return { path: "", expected: `at most ${EVENT_LEVELS} levels`, actual: "more", message };
}
