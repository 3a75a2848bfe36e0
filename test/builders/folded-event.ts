import type { FoldedEvent } from "../../functions/enrich/session/fold.ts";
import type { RawEvent } from "../../shared/event/raw.ts";
import { eventValue } from "../../shared/event/value.ts";
import { rawEvent } from "./raw-event.ts";

/** An event as a session's fold gets it. */
export const foldedEvent = (override: Partial<RawEvent> = {}): FoldedEvent & RawEvent => {
  const event = rawEvent(override);
  return { ...event, value: eventValue(event) };
};
