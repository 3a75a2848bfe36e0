import { hash } from "node:crypto";
import { deviceOf } from "../../shared/lane.ts";
import { type Bad, type BadKinds, spoil } from "./bad-events.ts";
import { DueQueue } from "./due-queue.ts";
import { envelop } from "./envelope.ts";
import { Random } from "./random.ts";
import { type Shopper, shopper } from "./shop/shopper.ts";
import { Visit } from "./shop/visit.ts";

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

export interface SyntheticEvent {
  /** The raw event as one line of compact JSON, or a malformed one, which is also one line. */
  text: string;
  /** `deviceOf` the event; "" where a malformed one does not say. */
  device: string;
  /** Set on a malformed event: where it is expected to end, and why. */
  bad?: Bad;
}

interface Guest {
  due: number;
  shopper: Shopper;
  visit: Visit;
  /** Who signs in on this visit, and from which of its actions on. */
  userId: string | undefined;
  signsInAt: number;
  actions: number;
  /** Named by apps only; a browser leaves sessions to the pipeline. */
  sessionId: string | undefined;
}

const MAX_ACTIONS_SIGNED_OUT = 12;
/** Mean time between two actions of a visitor, ms. */
const PAUSE_MS = 6_000;
const BOT_PAUSE_MS = 700;
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
    const who = shopper(number);
    const sessionId =
      who.device.source === "web" ? undefined : `s-${number.toString(36)}-${now.toString(36)}`;
    return {
      due: now,
      shopper: who,
      visit: new Visit(who, random),
      userId: who.userIds.length === 0 ? undefined : random.pick(who.userIds),
      signsInAt: who.staysSignedIn ? 0 : random.between(1, MAX_ACTIONS_SIGNED_OUT),
      actions: 0,
      sessionId,
    };
  };

  for (let count = 0; ; count += 1) {
    const now = Math.floor(startTime + (count * 1000) / rate);
    const id = nextId(now);
    let action: ReturnType<Visit["next"]>;
    let guest: Guest;
    do {
      // A visitor who is due acts next; when nobody is due, a new visitor comes. So there are as many visitors as the
      // rate needs.
      guest = guests.first && guests.first.due <= now ? guests.pop()! : enter(now);
      action = guest.visit.next(id);
      if (action === undefined) present.delete(guest.shopper.number);
    } while (action === undefined);
    // Nobody pays without signing in who has an account.
    if (action.event_name === "begin_checkout" || action.event_name === "purchase")
      guest.signsInAt = Math.min(guest.signsInAt, guest.actions);
    const user_id = guest.actions >= guest.signsInAt ? guest.userId : undefined;
    guest.actions += 1;
    const ids = { event_id: id, user_id, session_id: guest.sessionId };
    const event = envelop(action, guest.shopper, ids, now, random);
    guest.due = now + 300 + random.pause(guest.shopper.device.type === "bot" ? BOT_PAUSE_MS : PAUSE_MS);
    guests.push(guest);
    const isBad = Math.round((count + 1) * badRatio) > Math.round(count * badRatio);
    yield isBad ? spoil(event, badKinds, random) : { text: JSON.stringify(event), device: deviceOf(event) };
  }
}

/** Some people come much more often than others. */
const pickNumber = (random: Random, people: number): number => Math.floor(random.next() ** 2.5 * people);

/** UUIDs of version 7: time, a counter, and 48 bits that differ between seeds. */
function eventIds(seed: string): (now: number) => string {
  const run = hash("sha256", seed).slice(0, 12);
  let count = 0;
  return (now) => {
    const time = now.toString(16).padStart(12, "0");
    const number = (count++ & 0xffffff).toString(16).padStart(6, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${number.slice(0, 3)}-8${number.slice(3)}-${run}`;
  };
}
