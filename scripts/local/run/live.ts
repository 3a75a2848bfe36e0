import { deviceOf } from "../../../shared/lane.ts";
import { ActivePersons } from "./active-persons.ts";
import type { EnrichedFacts } from "./enriched-facts.ts";
import { SessionFunnel } from "./session-funnel.ts";

/** Counts of the present run for the page: what visitors do, and how fast each stage goes. */
export class Live {
  readonly events = new Map<string, number>();
  readonly pages = new Map<string, number>();
  readonly devices = new Map<string, number>();
  readonly predictions: { event_id: string; user: string; prediction: string; at: number }[] = [];
  readonly failures: FailureShown[] = [];
  readonly funnel = new SessionFunnel();
  readonly active = new ActivePersons();
  sessions = 0;

  /** @param at when it came onto the enriched stream, epoch ms */
  onEnriched(event: EnrichedFacts, at: number): void {
    if (event.person_id !== undefined) this.active.onEvent(event.person_id, at);
    add(this.events, event.event_name);
    if (event.page_path !== undefined) add(this.pages, event.page_path);
    if (event.device_category !== undefined) add(this.devices, event.device_category);
    if (event.is_new_session) this.sessions += 1;
    if (event.session_id !== undefined && event.is_bot !== true)
      this.funnel.onEvent(event.event_name, `${deviceIdOf(event)}\n${event.session_id}`);
  }

  onPrediction(shown: { event_id: string; user: string; prediction: string; at: number }): void {
    this.predictions.unshift(shown);
    this.predictions.length = Math.min(this.predictions.length, 10);
  }

  onFailure(shown: FailureShown): void {
    this.failures.unshift(shown);
    this.failures.length = Math.min(this.failures.length, 20);
  }
}

/** What a session is known by, with its id. */
const deviceIdOf = ({ anonymous_id, user_id }: EnrichedFacts): string =>
  deviceOf({
    ...(anonymous_id !== undefined && { anonymous_id }),
    ...(user_id !== undefined && { user_id }),
  });

export interface FailureShown {
  stage: string;
  reason: string;
  message: string;
  payload: string;
}

/** A hostile or faulty source must not fill the memory with names: past this many, new ones count as "(other)". */
const MAX_NAMES = 2_000;

function add(counts: Map<string, number>, name: string): void {
  const counted = counts.has(name) || counts.size < MAX_NAMES ? name : "(other)";
  counts.set(counted, (counts.get(counted) ?? 0) + 1);
}

export function top(counts: ReadonlyMap<string, number>, most: number): { name: string; count: number }[] {
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, most);
}
