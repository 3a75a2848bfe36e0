import type { Metrics } from "@aws-lambda-powertools/metrics";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { wellKnownNames } from "../../shared/event/event-names.ts";
import type { FailedEntry } from "../../shared/failure/place.ts";
import { hopTimes } from "../../shared/hop-times.ts";
import { eventsNamed, lookUpNamed } from "../../shared/observability/written.ts";
import type { RoundTrip } from "../../shared/redis/facts.ts";
import type { StreamRecord } from "../../shared/stream.ts";
import type { Applied } from "./apply.ts";
import type { ReadEvent } from "./read.ts";
import type { EnrichOutcome } from "./write/outcome.ts";

export interface BatchFigures {
  events: readonly ReadEvent[];
  applied: Applied;
  failed: readonly FailedEntry[];
  /** What the trigger delivered. */
  records: readonly StreamRecord[];
  /** Epoch ms at which the batch was done. */
  now: number;
}

export interface EnrichMeters {
  batch(figures: BatchFigures): void;
}

export interface RedisMeter {
  /** Once a round trip, also of an invocation that fails. */
  roundTrip(trip: RoundTrip): void;
}

/** One CloudWatch line an invocation: counts of the batch, how each enrichment step went, and how Redis did. */
export function enrichMeters(metrics: Metrics): EnrichMeters & RedisMeter {
  const count = (name: string, value: number) => {
    if (value > 0) metrics.addMetric(name, MetricUnit.Count, value);
  };
  return {
    batch({ events, applied, failed, records, now }) {
      count("RecordsIn", records.length);
      count("EventsIn", events.length);
      count("EventsFailed", failed.length);
      count("EventsRedelivered", applied.redelivered);
      count("SessionRaces", applied.races);
      count("SessionStatesLost", applied.statesLost);
      for (const [name, times] of namedCounts(events)) count(name, times);
      for (const [status, times] of statusCounts(applied)) count(status, times);
      for (const age of hopTimes(records, now)) metrics.addMetric("EnrichHop", MetricUnit.Milliseconds, age);
    },
    roundTrip({ milliseconds, answered }) {
      metrics.addMetric("RedisLatency", MetricUnit.Milliseconds, milliseconds);
      count("RedisUnavailable", answered ? 0 : 1);
    },
  };
}

const wellKnown: ReadonlyMap<string, string> = new Map(
  wellKnownNames.map((name) => [name, eventsNamed(name)]),
);

/** `purchase` → EventsPurchase; of other names there may be any number, and each metric has its price. */
function namedCounts(events: readonly ReadEvent[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { event } of events) {
    const name = wellKnown.get(event.event_name);
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** `geo` that is `ok` → LookUpGeoOk, counted over the batch; attributes that did not fit are counted together. */
function statusCounts({ remembered }: Applied): Map<string, number> {
  const outcomes = new Map<EnrichOutcome, number>();
  for (const { outcome } of remembered) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  const counts = new Map<string, number>();
  for (const [{ status }, times] of outcomes) {
    for (const [step, how] of Object.entries(status)) {
      const name =
        how === "invalid" || how === "cut"
          ? how === "invalid"
            ? "AttributesInvalid"
            : "AttributesCut"
          : lookUpNamed(step, how);
      counts.set(name, (counts.get(name) ?? 0) + times);
    }
  }
  return counts;
}
