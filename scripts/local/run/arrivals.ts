import type { EventKey } from "./identity.ts";
import type { KeyTable } from "./key-table.ts";

/** What is known of an event, in the first word of its place in the table; its failures stand in the second. */
export const HANDED = 1;
export const ARRIVED = 2;
export const RAW = 4;
export const ENRICHED = 8;

/**
 * Which events the run's own source handed over, and which came without that: others put them. An event is told by its
 * key and not by who brings it, so that one that vanishes is missed whatever others put meanwhile.
 */
export class Arrivals {
  /** Events that the source handed over, and those among them that have not arrived anywhere yet. */
  handed = 0;
  awaited = 0;
  /** Events that arrived and that the source did not hand over. */
  fromOthers = 0;
  readonly #events: KeyTable;

  constructor(events: KeyTable) {
    this.#events = events;
  }

  /** Returns whether the source hands the event over for the first time. */
  handOver(key: EventKey): boolean {
    const before = this.mark(key, HANDED);
    if (before & HANDED) return false;
    this.handed += 1;
    if (before & ARRIVED) this.fromOthers -= 1;
    else this.awaited += 1;
    return true;
  }

  /** The event is on the raw stream, or failed on its way there; returns what was known of it before. */
  arrive(key: EventKey, flags: number): number {
    const before = this.mark(key, flags | ARRIVED);
    if (before & ARRIVED) return before;
    if (before & HANDED) this.awaited -= 1;
    else this.fromOthers += 1;
    return before;
  }

  /** Adds to what is known of an event; returns what was known before. */
  mark(key: EventKey, flags: number): number {
    const place = this.#events.place(key);
    const before = this.#events.get(place, 0);
    if ((before | flags) !== before) this.#events.set(place, 0, before | flags);
    return before;
  }

  known(key: EventKey): number {
    const place = this.#events.find(key);
    return place === undefined ? 0 : this.#events.get(place, 0);
  }
}
