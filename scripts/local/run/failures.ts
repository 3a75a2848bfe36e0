import type { FailureSource } from "../../../shared/failure/failed-event.ts";
import { type EventKey, failedKey, keyOf } from "./identity.ts";
import { type KeyTable, wordsOf } from "./key-table.ts";

/** A failed event's row, as far as the accounting reads it. */
export interface FailedRow {
  failure_id: string;
  stage: string;
  reason: string;
  event_id?: string;
  payload_sha256: string;
  errors?: readonly { path?: string; message: string }[];
  source?: FailureSource;
  /** failure_id of the failure whose event this is, put back and failed again. */
  replay_of?: string;
}

/** Stages before the enriched stream: of these an event ends in one. */
export const BEFORE_ENRICHED: readonly string[] = ["decode", "validate", "enrich"];

/** An event that was put twice, or whose batch was given up as well, has several rows of a group and is one failure. */
const GROUPS: readonly (readonly string[])[] = [["produce"], BEFORE_ENRICHED, ["archive"], ["predict"]];
const groupOf = (stage: string): number => GROUPS.findIndex((stages) => stages.includes(stage));
/** A byte for each group in an event's second word. */
const GROUP_BITS = 8;
const MAX_KINDS = 255;
/** Events that failed behind enrichment of which the ids are held, to be looked for in the archive. */
const MAX_NAMED = 1_000_000;

/**
 * Failed events, each counted once however often its row is written, and no more once the event has gone on after all:
 * by a replay, or because the row was only a possibility. What counts of an event stands in the table of events, so
 * that failures need no memory of their own.
 */
export class Failures {
  readonly counts: Record<string, Record<string, number>> = {};
  /** The first row of each stage and reason, by `stage/reason`. */
  readonly firsts = new Map<string, FailedRow>();
  readonly #events: KeyTable;
  /** The key of the event by that of its failure's id. */
  readonly #ids: KeyTable;
  /** Stage and reason by their number, from 1. */
  readonly #kinds: { stage: string; reason: string }[] = [];
  readonly #named = new Map<EventKey, string>();

  constructor(events: KeyTable, ids: KeyTable) {
    this.#events = events;
    this.#ids = ids;
  }

  /** Returns whether the event counts as failed only now. */
  add(row: FailedRow): boolean {
    const { failure_id, stage, reason, event_id } = row;
    const group = groupOf(stage);
    if (group < 0) return false;
    const key = this.eventOf(row);
    this.#remember(failure_id, key);
    const place = this.#events.place(key);
    if (this.#kindAt(place, group) !== 0) return false;
    const kind = this.#kindOf(stage, reason);
    this.#setKind(place, group, kind);
    if (!this.firsts.has(`${stage}/${reason}`)) this.firsts.set(`${stage}/${reason}`, row);
    if (group > 1 && event_id !== undefined && this.#named.size < MAX_NAMED) this.#named.set(key, event_id);
    this.#count(kind, 1);
    return true;
  }

  /** The key of the row's event; of one that was patched and failed again, the key that it failed by first. */
  eventOf(row: FailedRow): EventKey {
    return this.keyOf(row.failure_id) ?? this.keyOf(row.replay_of ?? "") ?? failedKey(row);
  }

  /** The key of the event that failed; undefined when there is no such failure. */
  keyOf(failureId: string): EventKey | undefined {
    const place = this.#ids.find(keyOf(failureId));
    if (place === undefined) return undefined;
    const words = Uint32Array.of(this.#ids.get(place, 0), this.#ids.get(place, 1));
    return Buffer.from(words.buffer).toString("latin1");
  }

  /** The event went on behind these stages. */
  settle(key: EventKey, stages: readonly string[]): void {
    const place = this.#events.find(key);
    if (place === undefined || this.#events.get(place, 1) === 0) return;
    for (const group of new Set(stages.map(groupOf))) {
      const kind = this.#kindAt(place, group);
      if (kind === 0 || !stages.includes(this.#kinds[kind - 1]!.stage)) continue;
      this.#setKind(place, group, 0);
      this.#count(kind, -1);
    }
    if (this.#events.get(place, 1) >>> (2 * GROUP_BITS) === 0) this.#named.delete(key);
  }

  /** Event ids of the failures that are counted at a stage, archive or predict. */
  idsAt(stage: string): string[] {
    const group = groupOf(stage);
    return [...this.#named].flatMap(([key, id]) => (this.#isOpen(key, group) ? [id] : []));
  }

  at(...stages: string[]): number {
    const reasons = stages.flatMap((stage) => Object.values(this.counts[stage] ?? {}));
    return reasons.reduce((sum, count) => sum + count, 0);
  }

  #isOpen(key: EventKey, group: number): boolean {
    const place = this.#events.find(key);
    return place !== undefined && this.#kindAt(place, group) !== 0;
  }

  #remember(failureId: string, key: EventKey): void {
    const place = this.#ids.place(keyOf(failureId));
    const [low, high] = wordsOf(key);
    this.#ids.set(place, 0, low);
    this.#ids.set(place, 1, high);
  }

  #kindOf(stage: string, reason: string): number {
    const known = this.#kinds.findIndex((kind) => kind.stage === stage && kind.reason === reason);
    if (known >= 0) return known + 1;
    // The list of reasons is closed; a row of somebody else's may name any, and the last ones share a number.
    return this.#kinds.length < MAX_KINDS ? this.#kinds.push({ stage, reason }) : MAX_KINDS;
  }

  #kindAt(place: number, group: number): number {
    return (this.#events.get(place, 1) >>> (group * GROUP_BITS)) & MAX_KINDS;
  }

  #setKind(place: number, group: number, kind: number): void {
    const others = this.#events.get(place, 1) & ~(MAX_KINDS << (group * GROUP_BITS));
    this.#events.set(place, 1, (others | (kind << (group * GROUP_BITS))) >>> 0);
  }

  #count(kind: number, by: number): void {
    const { stage, reason } = this.#kinds[kind - 1]!;
    this.counts[stage] ??= {};
    const reasons = this.counts[stage]!;
    const count = (reasons[reason] ?? 0) + by;
    if (count > 0) reasons[reason] = count;
    else delete reasons[reason];
    if (Object.keys(reasons).length === 0) delete this.counts[stage];
  }
}
