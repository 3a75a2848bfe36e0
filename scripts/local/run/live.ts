import { ActivePersons } from "./active-persons.ts";
import type { EnrichedFacts } from "./enriched-facts.ts";
import { Recent } from "./recent.ts";

/** Events, predictions and failures that the page can show; older ones are in the archive, the table and the bucket. */
const MAX_EVENTS_SHOWN = 5_000;
const MAX_PREDICTIONS_SHOWN = 100;
const MAX_FAILURES_SHOWN = 500;

/** Key of a prediction in its table, and when it was stored (epoch ms). */
export interface StoredPrediction {
  pk: string;
  sk: string;
  at: number;
}

export interface FailureShown {
  failure_id: string;
  event_id?: string | undefined;
  failed_at: string;
  stage: string;
  reason: string;
  message: string;
  payload: string;
}

/** What passed the run of late, for the page. */
export class Live {
  /** Lines of the enriched stream. */
  readonly events = new Recent<Uint8Array>(MAX_EVENTS_SHOWN);
  readonly predictions = new Recent<StoredPrediction>(MAX_PREDICTIONS_SHOWN);
  readonly failures = new Recent<FailureShown>(MAX_FAILURES_SHOWN);
  readonly active = new ActivePersons();
  sessions = 0;

  /**
   * @param line is kept, with all that it is a piece of
   * @param at when it came onto the enriched stream, epoch ms
   */
  onEnriched(event: EnrichedFacts, line: Uint8Array, at: number): void {
    this.events.add(line);
    if (event.is_new_session) this.sessions += 1;
    if (event.person_id !== undefined)
      this.active.onEvent(event.person_id, Date.parse(event.event_time ?? ""), at);
  }
}
