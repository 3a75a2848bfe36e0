import { unpackRecord } from "../../../shared/pack/decode.ts";
import { ActivePersons } from "./active-persons.ts";
import type { EnrichedFacts } from "./enriched-facts.ts";
import { Recent } from "./recent.ts";

/** Events, predictions and failures that the page can show; older ones are in the archive, the table and the bucket. */
const MAX_EVENTS_SHOWN = 5_000;
const MAX_PREDICTIONS_SHOWN = 100;
const MAX_FAILURES_SHOWN = 500;

/** Where an event stands on the enriched stream: the data of its record, and which of its entries it is. */
export interface ShownPlace {
  record: Uint8Array;
  entry: number;
}

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
  readonly #events = new Recent<ShownPlace>(MAX_EVENTS_SHOWN);
  readonly predictions = new Recent<StoredPrediction>(MAX_PREDICTIONS_SHOWN);
  readonly failures = new Recent<FailureShown>(MAX_FAILURES_SHOWN);
  readonly active = new ActivePersons();
  sessions = 0;

  /** @param at when it came onto the enriched stream, epoch ms */
  onEnriched(event: EnrichedFacts, place: ShownPlace, at: number): void {
    this.#events.add(place);
    if (event.is_new_session) this.sessions += 1;
    if (event.person_id !== undefined)
      this.active.onEvent(event.person_id, Date.parse(event.event_time ?? ""), at);
  }

  /** The latest events as lines, the newest first. Unpacked once more: to keep every line would be to copy every event. */
  *newestLines(): Generator<Uint8Array> {
    let unpacked: { record: Uint8Array; lines: readonly Uint8Array[] } | undefined;
    for (const { record, entry } of this.#events.newestFirst()) {
      unpacked = unpacked?.record === record ? unpacked : { record, lines: linesOf(record) };
      const line = unpacked.lines[entry];
      if (line !== undefined) yield line;
    }
  }
}

function linesOf(record: Uint8Array): readonly Uint8Array[] {
  const unpacked = unpackRecord(record);
  return unpacked.ok ? unpacked.entries : [];
}
