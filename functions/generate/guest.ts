import type { RawEvent } from "../../shared/event/raw.ts";
import { envelop } from "./envelope.ts";
import type { Random } from "./random.ts";
import type { Shopper } from "./shop/shopper.ts";
import { Visit } from "./shop/visit.ts";

const MAX_ACTIONS_SIGNED_OUT = 12;
/** Mean time between two actions of a visitor, ms. */
const PAUSE_MS = 6_000;
const BOT_PAUSE_MS = 700;

/** Somebody on a visit to the shop. */
export class Guest {
  /** When he acts next, epoch ms. */
  due: number;
  readonly shopper: Shopper;
  readonly #random: Random;
  readonly #visit: Visit;
  /** Who signs in on this visit, and from which of its actions on. */
  readonly #userId: string | undefined;
  #signsInAt: number;
  #actions = 0;
  /** Named by apps only; a browser leaves sessions to the pipeline. */
  readonly #sessionId: string | undefined;

  /** @param now when the visit begins, epoch ms */
  constructor(shopper: Shopper, now: number, random: Random) {
    this.due = now;
    this.shopper = shopper;
    this.#random = random;
    this.#visit = new Visit(shopper, random);
    this.#userId = shopper.userIds.length === 0 ? undefined : random.pick(shopper.userIds);
    this.#signsInAt = shopper.staysSignedIn ? 0 : random.between(1, MAX_ACTIONS_SIGNED_OUT);
    this.#sessionId =
      shopper.device.source === "web" ? undefined : `s-${shopper.number.toString(36)}-${now.toString(36)}`;
  }

  /** What he does next, as an event with this id that a server takes at `now`; undefined once he has left. */
  act(event_id: string, now: number): RawEvent | undefined {
    const action = this.#visit.next(event_id);
    if (action === undefined) return undefined;
    // Nobody pays without signing in who has an account.
    if (action.event_name === "begin_checkout" || action.event_name === "purchase")
      this.#signsInAt = Math.min(this.#signsInAt, this.#actions);
    const user_id = this.#actions >= this.#signsInAt ? this.#userId : undefined;
    this.#actions += 1;
    const event = envelop(
      action,
      this.shopper,
      { event_id, user_id, session_id: this.#sessionId },
      now,
      this.#random,
    );
    this.due = now + 300 + this.#random.pause(this.shopper.device.type === "bot" ? BOT_PAUSE_MS : PAUSE_MS);
    return event;
  }
}
