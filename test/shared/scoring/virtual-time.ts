import type { ModelReply, TimeAndChance, Transport } from "../../../shared/scoring/ports.ts";

interface Timer {
  at: number;
  fire(): void;
}

/** A clock that jumps to the next thing that is waited for, so that minutes of simulation take milliseconds. */
export class VirtualTime implements TimeAndChance {
  #now = 0;
  #timers: Timer[] = [];
  readonly #random: () => number;

  constructor(random: () => number = () => 0.5) {
    this.#random = random;
  }

  now = (): number => this.#now;
  random = (): number => this.#random();

  sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const timer = { at: this.#now + milliseconds, fire: resolve };
      this.#timers.push(timer);
      signal?.addEventListener("abort", () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        resolve();
      });
    });

  /** Lets time pass until the promise settles; fails when it waits for nothing. */
  async run<Result>(promise: Promise<Result>): Promise<Result> {
    let settled = false;
    const done = () => {
      settled = true;
    };
    promise.then(done, done);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (settled) return promise;
      const next = this.#timers.reduce<Timer | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined);
      if (next === undefined) throw new Error("the promise waits, but for no time");
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.fire();
    }
  }
}

export interface SentRequest {
  ids: string[];
  token: string | undefined;
  at: number;
}

export type Respond = (
  request: SentRequest,
  index: number,
) => ModelReply | { after: number; reply: ModelReply };

/** A transport whose replies a function makes, by default after 10 ms of virtual time. */
export function fakeTransport(time: VirtualTime, respond: Respond): Transport & { sent: SentRequest[] } {
  const sent: SentRequest[] = [];
  return {
    sent,
    async post(body, token, timeout) {
      const { instances } = JSON.parse(body) as { instances: { event_id: string }[] };
      const request = { ids: instances.map(({ event_id }) => event_id), token, at: time.now() };
      sent.push(request);
      const answer = respond(request, sent.length - 1);
      const { after, reply } = "after" in answer ? answer : { after: 10, reply: answer };
      await time.sleep(Math.min(after, timeout));
      return after > timeout ? { kind: "timeout", message: `no answer within ${timeout} ms` } : reply;
    },
    async close() {},
  };
}

export const httpReply = (
  status: number,
  body: unknown = {},
  headers: Record<string, string> = {},
): ModelReply => ({
  kind: "answer",
  status,
  headers,
  body: typeof body === "string" ? body : JSON.stringify(body),
});

/** Predictions that tell their instance: e-7 gets 7. */
export const replyWithNumbers = ({ ids }: SentRequest): ModelReply =>
  httpReply(200, { predictions: ids.map(numberOfId) });

export const numberOfId = (id: string): number => Number(id.slice(2));
