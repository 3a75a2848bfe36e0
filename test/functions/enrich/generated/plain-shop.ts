/**
 * What a synthetic shop's events say, computed without any code of the pipeline: parsed JSON, and the rules as a person
 * reads them.
 */

const MINUTE = 60_000;
const IDLE = 30 * MINUTE;
const CAP = 24 * 60 * MINUTE;

/** The attributes that matter, as the shop writes them. */
export interface ShopEvent {
  event_id: string;
  event_name: string;
  anonymous_id: string;
  user_id?: string;
  session_id?: string;
  client_created_at: string;
  client_sent_at: string;
  received_at: string;
  order_id?: string;
  order_value?: number;
  currency?: string;
}

interface Visit {
  /** Which of all sessions it is. */
  number: number;
  user: string;
  start: number;
  last: number;
  events: number;
  purchases: number;
}

interface DeviceLog {
  /** Who signed in last. */
  user: string;
  current: Visit | undefined;
  named: Map<string, Visit>;
}

/** What is true of one event. */
export interface Truth {
  person: string;
  session: number;
  /** Which event of its session it is, and how many purchases that has had. */
  event: number;
  purchases: number;
}

/** The shop's own books, event by event in the order in which its server received them. */
export class PlainShop {
  sessions = 0;
  readonly #devices = new Map<string, DeviceLog>();
  readonly #users = new Set<string>();
  readonly #orders = new Set<string>();
  /** By currency, in hundredths. */
  readonly #cents = new Map<string, number>();

  take(event: ShopEvent): Truth {
    const { anonymous_id: name, user_id: user } = event;
    const device = this.#devices.get(name) ?? { user: "", current: undefined, named: new Map() };
    this.#devices.set(name, device);
    if (user !== undefined) {
      device.user = user;
      this.#users.add(user);
    }
    this.#book(event);
    const visit = event.session_id === undefined ? this.#cut(device, event) : this.#named(device, event);
    visit.events += 1;
    if (event.event_name === "purchase") visit.purchases += 1;
    const person = device.user === "" ? name : device.user;
    return { person, session: visit.number, event: visit.events, purchases: visit.purchases };
  }

  /** People with an account, and devices on which nobody ever signed in. */
  get persons(): number {
    const unknown = [...this.#devices.values()].filter(({ user }) => user === "");
    return this.#users.size + unknown.length;
  }

  get devices(): number {
    return this.#devices.size;
  }

  get orders(): number {
    return this.#orders.size;
  }

  get revenue(): Record<string, string> {
    return Object.fromEntries(
      [...this.#cents].map(([currency, cents]) => [currency, (cents / 100).toFixed(2)]),
    );
  }

  #book({ event_name, order_id, order_value, currency }: ShopEvent): void {
    if (event_name !== "purchase" || this.#orders.has(order_id!)) return;
    this.#orders.add(order_id!);
    this.#cents.set(currency!, (this.#cents.get(currency!) ?? 0) + Math.round(order_value! * 100));
  }

  #named(device: DeviceLog, event: ShopEvent): Visit {
    const visit = device.named.get(event.session_id!) ?? this.#open("", happenedAt(event));
    device.named.set(event.session_id!, visit);
    return visit;
  }

  /** The session goes on, unless there was a pause, it has lasted a day, or somebody else has signed in. */
  #cut(device: DeviceLog, event: ShopEvent): Visit {
    const at = happenedAt(event);
    const { current, user } = device;
    const goesOn =
      current !== undefined &&
      at - current.last <= IDLE &&
      at - current.start <= CAP &&
      (current.user === "" || current.user === user);
    const visit = goesOn ? current : this.#open(user, at);
    visit.user = user;
    visit.last = Math.max(visit.last, at);
    device.current = visit;
    return visit;
  }

  #open(user: string, at: number): Visit {
    this.sessions += 1;
    return { number: this.sessions, user, start: at, last: at, events: 0, purchases: 0 };
  }
}

/** By the server's clock: as long before the receipt as the client, whose clock may be wrong, sent it after it happened. */
const happenedAt = ({ client_created_at, client_sent_at, received_at }: ShopEvent): number =>
  Date.parse(received_at) - (Date.parse(client_sent_at) - Date.parse(client_created_at));
