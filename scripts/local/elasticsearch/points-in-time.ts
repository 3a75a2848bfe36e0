import { randomBytes } from "node:crypto";
import type { FrozenOrder } from "./document-order.ts";
import { SearchError } from "./search-error.ts";

interface OpenPoint {
  /** What was visible when it was opened. */
  order: FrozenOrder;
  /** Epoch ms. */
  until: number;
  /** The newest id and the one before it, which a client that missed a response may still hold. */
  ids: string[];
}

/** Elasticsearch's `search.max_keep_alive`, which is a day there: what a point in time shows is held for it. */
const MAX_KEEP_ALIVE = "5m";

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Open points in time. Every search returns a new id, as Elasticsearch may: a client that keeps the first one fails. */
export class PointsInTime {
  readonly #byId = new Map<string, OpenPoint>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** How many points in time are open, expired ones left out. */
  get count(): number {
    this.#expire();
    return new Set(this.#byId.values()).size;
  }

  open(order: FrozenOrder, keepAlive: string): string {
    this.#expire();
    const until = this.#now() + milliseconds(keepAlive);
    return this.#name({ order, until, ids: [] });
  }

  /** What was visible when it was opened, and the id to go on with. */
  use(id: string, keepAlive: string | undefined): { order: FrozenOrder; id: string } {
    this.#expire();
    const open = this.#byId.get(id);
    if (!open)
      throw new SearchError(404, "search_context_missing_exception", "No search context found for id");
    if (keepAlive !== undefined) open.until = this.#now() + milliseconds(keepAlive);
    return { order: open.order, id: this.#name(open) };
  }

  close(id: string): boolean {
    const open = this.#byId.get(id);
    for (const each of open?.ids ?? []) this.#byId.delete(each);
    return open !== undefined;
  }

  /** Lets go of all, as a node does that is restarted. */
  expireAll(): void {
    this.#byId.clear();
  }

  #name(open: OpenPoint): string {
    const id = randomBytes(24).toString("base64url");
    open.ids.push(id);
    if (open.ids.length > 2) this.#byId.delete(open.ids.shift()!);
    this.#byId.set(id, open);
    return id;
  }

  #expire(): void {
    for (const [id, { until }] of this.#byId) if (until < this.#now()) this.#byId.delete(id);
  }
}

function milliseconds(time: string): number {
  const [, amount, unit = ""] = /^(\d+)(ms|s|m|h)$/.exec(time) ?? [];
  if (amount === undefined)
    throw new SearchError(
      400,
      "illegal_argument_exception",
      `failed to parse setting [keep_alive] [${time}]`,
    );
  const asked = Number(amount) * UNITS[unit]!;
  if (time !== MAX_KEEP_ALIVE && asked > milliseconds(MAX_KEEP_ALIVE))
    throw new SearchError(
      400,
      "illegal_argument_exception",
      `Keep alive for request (${time}) is too large. It must be less than (${MAX_KEEP_ALIVE}).`,
    );
  return asked;
}
