import type { RawEvent } from "../../shared/event/raw.ts";
import { deviceOf } from "../../shared/lane.ts";
import { type BadKinds, spoil } from "./bad-events.ts";
import { DueQueue } from "./due-queue.ts";
import { eventIds } from "./event-ids.ts";
import { Guest } from "./guest.ts";
import { Random } from "./random.ts";
import { shopper } from "./shop/shopper.ts";
import type { SyntheticEvent } from "./synthetic-event.ts";

export interface ShoppersOptions {
  /** The same seed and options give the same events, ids included. */
  seed: number | string;
  /** Share of deliberately malformed events, 0–1: of n events exactly round(n · badRatio). */
  badRatio?: number;
  /** What may be malformed: `documents` stay JSON objects, as an index holds them; `bytes` need not be JSON. */
  badKinds?: BadKinds;
  /** Epoch ms at which the first event is received. */
  startTime: number;
  /** Events a second of the shop's own clock, 200 unless given: the n-th event is received n / rate seconds later. */
  rate?: number;
}

/** People who know the shop for each event a second: they come back after an hour or so. */
const PEOPLE_PER_RATE = 400;

/** An endless stream of what visitors of a shop do, in the order in which a server receives it. */
export function* shoppers(options: ShoppersOptions): Generator<SyntheticEvent, never, undefined> {
  const { seed, badRatio = 0, badKinds = "bytes", startTime, rate = 200 } = options;
  const random = new Random(`visits/${seed}`);
  const nextId = eventIds(`events/${seed}`);
  const guests = new DueQueue<Guest>();
  const present = new Set<number>();
  const people = Math.ceil(rate * PEOPLE_PER_RATE) + 50;

  const enter = (now: number): Guest => {
    let number = pickNumber(random, people);
    while (present.has(number)) number = random.below(people);
    present.add(number);
    return new Guest(shopper(number), now, random);
  };

  for (let count = 0; ; count += 1) {
    const now = Math.floor(startTime + (count * 1000) / rate);
    const id = nextId(now);
    let event: RawEvent | undefined;
    let guest: Guest;
    do {
      // A visitor who is due acts next; when nobody is due, a new visitor comes. So there are as many visitors as the
      // rate needs.
      guest = guests.first && guests.first.due <= now ? guests.pop()! : enter(now);
      event = guest.act(id, now);
      if (event === undefined) present.delete(guest.shopper.number);
    } while (event === undefined);
    guests.push(guest);
    const isBad = Math.round((count + 1) * badRatio) > Math.round(count * badRatio);
    yield isBad ? spoil(event, badKinds, random) : { text: JSON.stringify(event), device: deviceOf(event) };
  }
}

/** Some people come much more often than others. */
export const pickNumber = (random: Random, people: number): number =>
  Math.floor(random.next() ** 2.5 * people);
