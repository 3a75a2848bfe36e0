import type { EnrichedEvent } from "../../../../shared/event/enriched.ts";

/** What enriched lines say, each event once: counted as a query counts it. */
export class PipelineBooks {
  readonly #sessions = new Set<string>();
  readonly #persons = new Set<string>();
  /** Devices of which a user is known. */
  readonly #linked = new Set<string>();
  readonly #devices = new Set<string>();
  readonly #orders = new Set<string>();
  /** In ten thousandths. */
  readonly #revenue = new Map<string, number>();
  #base = 0;

  take(event: EnrichedEvent): void {
    const device = event.anonymous_id!;
    this.#devices.add(device);
    this.#sessions.add(`${device}\n${event.session_id}`);
    this.#persons.add(event.person_id!);
    if (event.person_id !== device) this.#linked.add(device);
    if (event.event_name !== "purchase" || this.#orders.has(event.order_id!)) return;
    this.#orders.add(event.order_id!);
    const { currency = "", value = Number.NaN, value_base = Number.NaN } = event;
    this.#revenue.set(currency, (this.#revenue.get(currency) ?? 0) + tenThousandths(value));
    this.#base += tenThousandths(value_base);
  }

  get figures() {
    // What happened before the first login on a device belongs to whoever logged in.
    const persons = [...this.#persons].filter((person) => !this.#linked.has(person));
    return {
      devices: this.#devices.size,
      persons: persons.length,
      sessions: this.#sessions.size,
      orders: this.#orders.size,
      revenue: Object.fromEntries(
        [...this.#revenue].map(([currency, sum]) => [currency, (sum / 10_000).toFixed(2)]),
      ),
    };
  }

  /** Revenue in the base currency. */
  get base(): number {
    return this.#base / 10_000;
  }
}

const tenThousandths = (amount: number): number => Math.round(amount * 10_000);
