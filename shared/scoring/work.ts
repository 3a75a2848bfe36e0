import { type FeatureValues, featureValues } from "../features/features.ts";
import type { ScoringEvent } from "../features/scoring-event.ts";
import { featureTexts } from "./feature-texts.ts";
import type { LatencyModel } from "./latency-model.ts";
import { plan } from "./plan.ts";

/** An event on its way to the model, with its part of the request, which is the same at every attempt. */
export interface Instance {
  event: ScoringEvent;
  features: FeatureValues;
  itemFeatures: string;
  json: string;
}

/** Instances that go to the model in one request. `attempt` from 1. */
export interface Chunk {
  instances: Instance[];
  attempt: number;
  /** How often the model refused this one instance, alone in its request; 0 where there are several. */
  refusals: number;
}

interface Returned extends Chunk {
  /** Epoch ms before which it is not sent. */
  readyAt: number;
}

export interface WorkLimits {
  maxBatch: number;
  concurrency: number;
  budget: number;
}

/** What one call still has to send: events not yet tried, in due order, and chunks to be sent again. */
export class Work {
  #fresh: ScoringEvent[];
  #due: number[];
  readonly #returned: Returned[] = [];
  readonly #limits: WorkLimits;

  constructor(events: readonly ScoringEvent[], readAt: number, limits: WorkLimits) {
    this.#fresh = [...events];
    this.#due = events.map(() => readAt + limits.budget);
    this.#limits = limits;
  }

  get empty(): boolean {
    return this.#fresh.length === 0 && this.#returned.length === 0;
  }

  /** When there is something to send: 0 for at once, infinity when all is sent. */
  get readyAt(): number {
    if (this.#fresh.length > 0) return 0;
    return this.#returned.reduce(
      (earliest, { readyAt }) => Math.min(earliest, readyAt),
      Number.POSITIVE_INFINITY,
    );
  }

  /**
   * The next request. Chunks to be sent again go first, the latest of them before all, so that a search for a bad
   * instance ends.
   */
  next(now: number, underWay: number, model: LatencyModel): Chunk | undefined {
    const index = this.#returned.findLastIndex(({ readyAt }) => readyAt <= now);
    if (index >= 0) return this.#returned.splice(index, 1)[0];
    const { budget, maxBatch, concurrency } = this.#limits;
    const free = concurrency - underWay;
    const batch = plan({ due: this.#due, now, connections: concurrency, free, maxBatch, budget }, model);
    if (batch === undefined) return undefined;
    this.#due.splice(batch.start, batch.count);
    return {
      instances: this.#fresh.splice(batch.start, batch.count).map(instanceOf),
      attempt: 1,
      refusals: 0,
    };
  }

  giveBack(chunk: Chunk, readyAt: number): void {
    this.#returned.push({ ...chunk, readyAt });
  }

  /** Everything without a response, once there is no time left. */
  abandon(): ScoringEvent[] {
    const left = [
      ...this.#returned.flatMap(({ instances }) => instances.map(({ event }) => event)),
      ...this.#fresh,
    ];
    this.#fresh = [];
    this.#due = [];
    this.#returned.length = 0;
    return left;
  }
}

/** The instance carries its event_id, by which a model may match its predictions. */
function instanceOf(event: ScoringEvent): Instance {
  const values = featureValues(event);
  const { instance, item } = featureTexts(values);
  const json = `{"event_id":${JSON.stringify(event.event_id)},${instance}}`;
  return { event, features: values, itemFeatures: item, json };
}

export function halves({ instances }: Chunk, attempt: number): [Chunk, Chunk] {
  const middle = instances.length >> 1;
  return [
    { instances: instances.slice(0, middle), attempt, refusals: 0 },
    { instances: instances.slice(middle), attempt, refusals: 0 },
  ];
}
