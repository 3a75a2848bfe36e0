import { backoff } from "../aws/pace.ts";
import type { ScoringEvent } from "../features/scoring-event.ts";
import { admits, failed, reopensAt, requestSent, succeeded, unusable } from "./breaker.ts";
import type { ScoringEnvironment } from "./environment.ts";
import { ModelFault, type Rejected, type Scored, type Unscored } from "./ports.ts";
import { NO_PREDICTION } from "./predictions.ts";
import { faultMessage, judgeReply, outcomes, problemOf, type ReplyVerdict } from "./verdict.ts";
import { type Chunk, halves, Work } from "./work.ts";

/** Most attempts for one chunk. If the service fails, the breaker usually opens before. */
const MAX_ATTEMPTS = 5;
/**
 * Most attempts for one instance alone whose responses do not fit. Each is cheap; another invocation costs the whole
 * record.
 */
const MAX_MALFORMED = 8;
/** So often the model must refuse an instance that is alone in its request, so that it is no accident of the service. */
const REFUSALS = 2;

interface Terms {
  readAt: number;
  deadline: number;
  token: string | undefined;
  take: (scored: readonly Scored[]) => void;
}

/** One call of `score`: keeps requests under way until every event is scored, rejected or out of time. */
export class ScoringCall {
  readonly #environment: ScoringEnvironment;
  readonly #terms: Terms;
  readonly #work: Work;
  readonly #underWay = new Set<Promise<void>>();
  readonly #rejected: Rejected[] = [];
  readonly #unscored: ScoringEvent[] = [];
  #lastError: string | undefined;
  #fault: Error | undefined;

  constructor(environment: ScoringEnvironment, events: readonly ScoringEvent[], terms: Terms) {
    this.#environment = environment;
    this.#terms = terms;
    this.#work = new Work(events, terms.readAt, environment);
  }

  async run(): Promise<Unscored> {
    for (;;) {
      if (this.#fault === undefined) this.#send();
      if (this.#underWay.size === 0 && (this.#fault || this.#work.empty || !this.#hasTime())) break;
      await this.#nextEvent();
    }
    if (this.#fault) throw this.#fault;
    return this.#result();
  }

  /** Sends as long as there is a free connection, something to send, and a breaker that admits it. */
  #send(): void {
    const { clock, concurrency, latency } = this.#environment;
    while (this.#underWay.size < concurrency) {
      const now = clock.now();
      if (now >= this.#terms.deadline || !admits(this.#environment.breaker, now)) return;
      const chunk = this.#work.next(now, this.#underWay.size, latency);
      if (chunk === undefined) return;
      this.#environment.breaker = requestSent(this.#environment.breaker);
      const request = this.#request(chunk)
        .catch((error: Error) => {
          this.#fault = error;
          // Otherwise the breaker would wait for ever for the result of its probe.
          this.#environment.breaker = failed(this.#environment.breaker, clock.now(), undefined);
        })
        .finally(() => this.#underWay.delete(request));
      this.#underWay.add(request);
    }
  }

  #wakeAt(): number {
    return Math.max(this.#work.readyAt, reopensAt(this.#environment.breaker));
  }

  #hasTime(): boolean {
    return this.#wakeAt() < this.#terms.deadline && this.#environment.clock.now() < this.#terms.deadline;
  }

  /** Waits for a response, or until something can be sent again. */
  async #nextEvent(): Promise<void> {
    const { clock, concurrency } = this.#environment;
    const wait = this.#wakeAt() - clock.now();
    const answers = [...this.#underWay];
    const full = this.#underWay.size >= concurrency || this.#fault !== undefined;
    if (full || !this.#hasTime()) {
      await Promise.race(answers);
      return;
    }
    const calledOff = new AbortController();
    await Promise.race([...answers, clock.sleep(Math.max(wait, 0), calledOff.signal)]);
    calledOff.abort();
  }

  async #request(chunk: Chunk): Promise<void> {
    const { transport, clock, timeout } = this.#environment;
    const { token, deadline } = this.#terms;
    const body = `{"instances":[${chunk.instances.map(({ json }) => json).join(",")}]}`;
    const start = clock.now();
    const reply = await transport.post(body, token, Math.max(1, Math.min(timeout, deadline - start)));
    const now = clock.now();
    const verdict = judgeReply(
      reply,
      chunk.instances.map(({ event }) => event.event_id),
      now,
    );
    const opened = this.#learn(verdict, chunk, now - start, now);
    this.#environment.report?.({
      instances: chunk.instances.length,
      milliseconds: now - start,
      outcome: outcomes[verdict.kind],
      status: reply.kind === "answer" ? reply.status : 0,
      opened,
      problem: problemOf(verdict),
    });
    this.#settle(verdict, chunk, now);
  }

  /** Tells the latency model and the breaker; returns whether this opened the breaker. */
  #learn(verdict: ReplyVerdict, { instances }: Chunk, milliseconds: number, now: number): boolean {
    const { latency, breaker } = this.#environment;
    const slow = verdict.kind === "again" && verdict.tooSlow;
    // A request that the deadline ended would have taken longer than its measured time.
    const isLowerBound = slow && milliseconds > latency.estimate(instances.length);
    if (verdict.kind === "predicted" || isLowerBound) latency.observe(instances.length, milliseconds);
    if (verdict.kind === "again") this.#environment.breaker = failed(breaker, now, verdict.hold);
    else if (verdict.kind !== "malformed") this.#environment.breaker = succeeded(breaker);
    // A long response may be cut because of its length, which says nothing of the service, unless it was the probe.
    else if (instances.length === 1 || breaker.state === "half_open")
      this.#environment.breaker = unusable(breaker, now);
    return breaker.state !== "open" && this.#environment.breaker.state === "open";
  }

  #settle(verdict: ReplyVerdict, chunk: Chunk, now: number): void {
    const { instances } = chunk;
    if (verdict.kind === "predicted") {
      this.#predicted(verdict, chunk, now);
      return;
    }
    if (verdict.kind === "denied" || verdict.kind === "misconfigured") {
      this.#fault = new ModelFault(faultMessage(verdict, this.#environment.url));
      return;
    }
    this.#lastError = problemOf(verdict);
    if (verdict.kind === "again") this.#again(chunk, now, verdict.tooSlow);
    else if (instances.length > 1) this.#split(chunk, 1, now);
    else if (verdict.kind === "refused") this.#refused(chunk, verdict, now);
    else if (chunk.attempt < MAX_MALFORMED) this.#again(chunk, now, false);
    else this.#giveUp(chunk);
  }

  /** Hands over what has a prediction. Instances that the model has none for are asked about alone, as refused ones are. */
  #predicted(verdict: ReplyVerdict & { kind: "predicted" }, chunk: Chunk, now: number): void {
    const { predictions, modelVersion } = verdict;
    const scored: Scored[] = [];
    for (const [index, instance] of chunk.instances.entries()) {
      const prediction = predictions[index];
      if (prediction !== undefined)
        scored.push({
          event: instance.event,
          features: instance.features,
          itemFeatures: instance.itemFeatures,
          prediction,
          modelVersion,
          scoredAt: now,
        });
      else if (chunk.instances.length === 1)
        this.#refused(chunk, { status: 200, message: NO_PREDICTION }, now);
      else this.#work.giveBack({ instances: [instance], attempt: 1, refusals: 0 }, now);
    }
    this.#terms.take(scored);
  }

  /** The model refused an instance that was alone in its request. */
  #refused(chunk: Chunk, { status, message }: Omit<Rejected, "event">, now: number): void {
    const refusals = chunk.refusals + 1;
    if (refusals === REFUSALS) this.#rejected.push({ event: chunk.instances[0]!.event, status, message });
    else this.#work.giveBack({ ...chunk, refusals }, now + backoff(refusals, this.#environment.clock.random));
  }

  /** A chunk that took too long is sent again in halves. */
  #again(chunk: Chunk, now: number, tooSlow: boolean): void {
    const readyAt = now + backoff(chunk.attempt, this.#environment.clock.random);
    const attempt = chunk.attempt + 1;
    if (attempt > MAX_ATTEMPTS) this.#giveUp(chunk);
    else if (tooSlow && chunk.instances.length > 1) this.#split(chunk, attempt, readyAt);
    else this.#work.giveBack({ ...chunk, attempt }, readyAt);
  }

  #split(chunk: Chunk, attempt: number, readyAt: number): void {
    const [first, second] = halves(chunk, attempt);
    this.#work.giveBack(second, readyAt);
    this.#work.giveBack(first, readyAt);
  }

  /** For this call; the record of such an event comes again. */
  #giveUp({ instances }: Chunk): void {
    this.#unscored.push(...instances.map(({ event }) => event));
  }

  #result(): Unscored {
    const unscored = [...this.#unscored, ...this.#work.abandon()];
    return { rejected: this.#rejected, unscored, lastError: this.#lastError };
  }
}
