import { type FailedEntry, failedEntry } from "../../shared/failure/place.ts";
import type { Forgotten } from "../../shared/redis/forgotten.ts";
import type { ReadEvent } from "./read.ts";

export interface SiftedEvents {
  events: readonly ReadEvent[];
  /** Of each event of somebody who was forgotten since: that it came, and nothing of what it said. */
  forgotten: FailedEntry[];
}

const NOTHING = new Uint8Array();

/** Takes out what would bring back somebody who was forgotten: events of theirs from before that, delivered again. */
export async function withoutForgotten(
  events: readonly ReadEvent[],
  known: Forgotten | undefined,
  deadline: number,
): Promise<SiftedEvents> {
  if (known === undefined || events.length === 0) return { events, forgotten: [] };
  await known.refresh(deadline);
  const forgotten: FailedEntry[] = [];
  const kept = events.filter(({ event, device, eventTime, record, index }) => {
    if (!known.includes([device, event.user_id], eventTime)) return true;
    const { event_id } = event;
    const message = "somebody who was forgotten; its bytes are not kept";
    const errors = [
      { path: "", expected: "an event of others, or a later one", actual: "forgotten", message },
    ];
    const why = { stage: "enrich", reason: "forgotten", errors, event_id } as const;
    forgotten.push(failedEntry({ record, index, bytes: NOTHING }, why));
    return false;
  });
  return forgotten.length === 0 ? { events, forgotten } : { events: kept, forgotten };
}
