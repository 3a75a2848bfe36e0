import type { Random } from "../../functions/generate/random.ts";
import { weighted } from "../../functions/generate/random.ts";
import type { Scenario } from "./scenario.ts";

/** An event before it is given to a producer. */
export interface MadeEvent {
  event: Record<string, unknown>;
  device: string;
  /** All events of its user come by the same producer, in their order. */
  tame: boolean;
}

const nameOf = weighted([
  [8, "page_view"],
  [5, "product_view"],
  [3, "add_to_cart"],
  [1, "remove_from_cart"],
  [1, "purchase"],
  [1, "search"],
] as const);

/** Fewer than a device's state remembers, so that whatever comes again finds itself applied; and more. */
const MAX_OF_A_USER = 30;
const MAX_OF_A_FORGOTTEN_USER = 120;

/** Of an hour that Firehose is not given, ms. */
const LONG_AGO = 60 * 24 * 3_600_000;

const zips = ["10001", "60601", "94105"];
const agents = ["Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0", "Googlebot/2.1", "curl/8.0"];

/** What trackers send that does not fit, each in its turn: it costs an event nothing but the attribute. */
const odd: readonly Record<string, unknown>[] = [
  { price: "$1,299.00" },
  { quantity: 0.75, viewport_w: 411.43 },
  { page_title: `${"t".repeat(511)}😀`, timezone: "Mars/Phobos" },
  { session_id: "", page_url: "", locale: "  " },
  { page_title: "bad \ud83d end", properties: { "half \ud83d": "\ud83d" } },
  { order_id: JSON.rawJSON("9007199254740993"), x: JSON.rawJSON("1e400"), metadata: { shard: 7 } },
  { properties: "none", metadata: "", client_sent_at: "yesterday" },
];
const ODD_EVERY = 6;

/** Whose events they are. */
interface Shopper {
  /** What orders them, `deviceOf` each of them. */
  device: string;
  /** Who has used it so far; nobody where the device stays unknown, and the device itself where only a server speaks. */
  account: "none" | "server" | "signs in";
  /** Signed in at present. */
  user: string | undefined;
  tame: boolean;
  events: number;
  /** How wrong the client's clock is, ms. */
  skew: number;
  namesSessions: boolean;
}

/** Makes the events of a scenario. */
export class EventMaker {
  readonly #scenario: Scenario;
  readonly #random: Random;
  readonly #shoppers: Shopper[];
  #made = 0;

  constructor(scenario: Scenario, random: Random) {
    this.#scenario = scenario;
    this.#random = random;
    this.#shoppers = Array.from({ length: scenario.users }, (_, index) => this.#shopper(`u-${index}`, true));
  }

  #shopper(device: string, tame: boolean): Shopper {
    const random = this.#random;
    // The version before takes a user for the device, so where it runs, too, nobody signs in.
    const accounts =
      this.#scenario.rates.deploy === undefined
        ? (["none", "server", "signs in", "signs in"] as const)
        : (["none", "server"] as const);
    const account = random.pick<Shopper["account"]>(accounts);
    const skewed = random.chance(this.#scenario.rates.skew ?? 0);
    const skew = skewed ? random.between(-7_200_000, 7_200_000) : 0;
    return { device, account, user: undefined, tame, events: 0, skew, namesSessions: random.chance(0.15) };
  }

  /** An event of one of the users whose order counts. */
  tame(now: number): MadeEvent {
    return this.#next("u", true, this.#scenario.hot && this.#random.chance(0.7), now);
  }

  /** An event of a user whose events come over any key, in no order. */
  wild(now: number): MadeEvent {
    return this.#next("w", false, false, now);
  }

  #next(prefix: string, tame: boolean, hot: boolean, now: number): MadeEvent {
    const max = this.#scenario.forgetful ? MAX_OF_A_FORGOTTEN_USER : MAX_OF_A_USER;
    const free = this.#shoppers.filter((each) => each.tame === tame && each.events < max);
    let shopper = hot ? this.#shoppers[0]! : free.length > 0 ? this.#random.pick(free) : undefined;
    if (shopper === undefined) {
      shopper = this.#shopper(`${prefix}-${this.#shoppers.length}`, tame);
      this.#shoppers.push(shopper);
    }
    shopper.events += 1;
    return { event: this.#event(shopper, now), device: shopper.device, tame };
  }

  /** Who an event says it was: people sign in and out, and some devices have several users. */
  #identity(shopper: Shopper): { anonymous_id?: string; user_id?: string } {
    const random = this.#random;
    const { account, device } = shopper;
    if (account === "server") return { user_id: device };
    if (account === "signs in" && random.chance(0.2))
      shopper.user = random.chance(0.3) ? undefined : `${device}-${random.below(2)}`;
    return { anonymous_id: device, ...(shopper.user !== undefined && { user_id: shopper.user }) };
  }

  #event(shopper: Shopper, now: number): Record<string, unknown> {
    const { device, skew, namesSessions } = shopper;
    const random = this.#random;
    const number = this.#made++;
    const created = now + skew - random.between(0, 5_000) - (number % 60 === 59 ? LONG_AGO : 0);
    const event: Record<string, unknown> = {
      event_id: `e-${number}`,
      event_name: nameOf(random),
      app_id: "shop",
      client_created_at: random.chance(0.8) ? new Date(created).toISOString() : created,
      client_sent_at: new Date(now + skew).toISOString(),
      ...this.#identity(shopper),
    };
    if (random.chance(0.5)) event.received_at = new Date(now).toISOString();
    if (namesSessions) event.session_id = `s-${device}-${random.below(2)}`;
    if (random.chance(0.6)) {
      const cents = random.between(100, 9_999);
      event.price = cents / 100;
      // One of them has no rates, and some prices no currency.
      if (cents % 4 < 3) event.currency = ["EUR", "USD", "JPY"][cents % 4];
    }
    if (random.chance(0.3)) event.quantity = random.between(1, 4);
    if (random.chance(0.4)) event.zip_code = random.pick(zips);
    if (random.chance(0.4)) event.ip = `10.20.${random.below(4)}.${random.below(250)}`;
    if (random.chance(0.3)) event.user_agent = random.pick(agents);
    if (random.chance(0.3)) event.page_url = `https://shop.example/p/${random.below(9)}?utm_source=mail`;
    if (random.chance(0.2)) event.metadata = { source: random.pick(["web", "app"]) };
    if (random.chance(0.1)) event.unknown_attribute = { deep: [number, "\u2028 \ud83d\ude00"] };
    if (number % ODD_EVERY === 0) Object.assign(event, odd[(number / ODD_EVERY) % odd.length]);
    return event;
  }
}
