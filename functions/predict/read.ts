import { type FailedEntry, failedEntry, type PackEntry, type Why } from "../../shared/failure/place.ts";
import { readPacks } from "../../shared/failure/read-packs.ts";
import type { ScoringEvent } from "../../shared/features/scoring-event.ts";
import { deviceOf } from "../../shared/lane.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import { checkPredictLine } from "./check.ts";

export interface PredictBatch {
  /** Every event once, with all the entries that hold it. */
  events: Map<ScoringEvent, PackEntry[]>;
  failures: FailedEntry[];
  /** Events that the batch held more than once. */
  duplicates: number;
}

/** Every line of every pack, as an event or as a failure. */
export function readBatch(records: readonly StreamRecord[]): PredictBatch {
  const events: PredictBatch["events"] = new Map();
  const known = new Map<string, PackEntry[]>();
  let duplicates = 0;
  const failures = readPacks(
    records,
    (entry) => {
      const checked = checkPredictLine(entry.bytes);
      if (!checked.ok) {
        const { reason, errors, event_id } = checked;
        return { reason, errors, event_id };
      }
      const { event } = checked;
      const identity = `${deviceOf(event)}\u0000${event.event_id}`;
      const entries = known.get(identity);
      if (entries) {
        entries.push(entry);
        duplicates += 1;
        return undefined;
      }
      const first = [entry];
      known.set(identity, first);
      events.set(event, first);
      return undefined;
    },
    unpredictable,
  );
  return { events, failures, duplicates };
}

export const unpredictable = (entry: PackEntry, why: Omit<Why, "stage">): FailedEntry =>
  failedEntry(entry, { stage: "predict", ...why });
