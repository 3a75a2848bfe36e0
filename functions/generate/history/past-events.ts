import type { RawEvent } from "../../../shared/event/raw.ts";
import { deviceOf } from "../../../shared/lane.ts";
import { spoil } from "../bad-events.ts";
import { DueQueue } from "../due-queue.ts";
import { eventIds } from "../event-ids.ts";
import { Guest } from "../guest.ts";
import { Random } from "../random.ts";
import { shopper } from "../shop/shopper.ts";
import type { SyntheticEvent } from "../synthetic-event.ts";
import { badReleaseIn, isOfRelease, released } from "./bad-release.ts";
import { type PastSpan, plannedVisits } from "./rhythm.ts";

/** An event of the past weeks, as a server took it then. */
export interface PastEvent extends SyntheticEvent {
  /** When a server took it, epoch ms. */
  at: number;
  /** It came before, and its client sent it once more. */
  again?: true;
}

export interface PastEventsOptions extends PastSpan {
  /** The same seed and period give the same events, ids included. */
  seed: number | string;
}

/** Of all events: sent a second time, and malformed for one reason or another. */
const SENT_TWICE = 0.003;
const MALFORMED = 0.0008;
const SENT_AGAIN_AFTER_MS = 20_000;

interface Due {
  due: number;
  /** Somebody who acts, or an event that is sent once more. */
  guest?: Guest;
  repeated?: PastEvent;
}

/**
 * What visitors of the shop did over some weeks, in the order in which a server received it: people who come back, who
 * sign in and who buy, crawlers, apps that send late, clients that send twice, and a release of one app whose events
 * lack what every event must have.
 */
export function* pastEvents({ seed, from, until }: PastEventsOptions): Generator<PastEvent, void, undefined> {
  const random = new Random(`history/${seed}`);
  const nextId = eventIds(`history/${seed}`);
  const visits = plannedVisits({ from, until }, random);
  const release = badReleaseIn({ from, until });
  const queue = new DueQueue<Due>();
  const present = new Set<number>();
  let next = 0;

  for (;;) {
    const visit = visits[next];
    const first = queue.first;
    if (visit !== undefined && (first === undefined || visit.at <= first.due)) {
      next += 1;
      if (present.has(visit.shopper)) continue;
      present.add(visit.shopper);
      const guest = new Guest(shopper(visit.shopper), visit.at, random);
      queue.push({ due: visit.at, guest });
      continue;
    }
    const item = queue.pop();
    if (item === undefined || item.due >= until) return;
    const now = Math.floor(item.due);
    if (item.repeated !== undefined) {
      yield { ...item.repeated, at: now, again: true };
      continue;
    }
    const guest = item.guest!;
    const event = guest.act(nextId(now), now);
    if (event === undefined) {
      present.delete(guest.shopper.number);
      continue;
    }
    queue.push({ due: guest.due, guest });
    const past = { ...asSent(event), at: now };
    if (past.bad === undefined && random.chance(SENT_TWICE))
      queue.push({ due: now + random.between(1_000, SENT_AGAIN_AFTER_MS), repeated: past });
    yield past;
  }

  function asSent(event: RawEvent): SyntheticEvent {
    if (release !== undefined && isOfRelease(event, release)) return released(event);
    if (random.chance(MALFORMED)) return spoil(event, "bytes", random);
    return { text: JSON.stringify(event), device: deviceOf(event) };
  }
}
