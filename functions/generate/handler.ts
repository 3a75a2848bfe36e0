import type { Handler } from "../../shared/lambda.ts";
import type { Outgoing, Publish } from "../../shared/publish/publish.ts";
import { shoppers } from "./shoppers.ts";

export interface GenerateParts {
  publish: Publish;
  /** Events an invocation. */
  events: number;
  badRatio: number;
  report: (generated: Generated) => void;
}

export interface Generated {
  sent: number;
  failed: number;
  /** Deliberately malformed ones among those sent and failed. */
  malformed: number;
}

/** EventBridge's event of a schedule. */
export interface Tick {
  /** ISO 8601: when the schedule was due. */
  time: string;
}

/** The schedule's interval: the events of an invocation are spread over the minute before it was due. */
const MINUTE_MS = 60_000;
/** Events that are packed together; what memory they need does not depend on the setting. */
const BATCH = 10_000;

/**
 * Puts a minute of synthetic events on the raw stream. The time at which the schedule was due is their seed, so an
 * invocation that is tried again puts the same events with the same ids.
 */
export function generateHandler({
  publish,
  events,
  badRatio,
  report,
}: GenerateParts): Handler<Tick, Generated> {
  return async ({ time }, { deadline }) => {
    const due = Date.parse(time);
    if (Number.isNaN(due)) throw new Error(`The event of a schedule has a time; this one says ${time}.`);
    const startTime = due - MINUTE_MS;
    const shop = shoppers({ seed: time, badRatio, startTime, rate: (events * 1000) / MINUTE_MS });
    const generated: Generated = { sent: 0, failed: 0, malformed: 0 };
    for (let first = 0; first < events; first += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, events - first) }, (_, at): Outgoing => {
        const { text, device, bad } = shop.next().value;
        if (bad) generated.malformed += 1;
        return { text, device, source: placeOf(time, first + at) };
      });
      const { sent, failed, left } = await publish(batch, deadline);
      generated.sent += sent;
      generated.failed += failed;
      if (left.length > 0)
        throw new Error(`The raw stream did not take ${left.length} of ${batch.length} events in time.`);
    }
    report(generated);
    return generated;
  };
}

const placeOf = (time: string, number: number) => ({
  stream: "generate",
  shard_id: time,
  sequence_number: String(number),
  subsequence_number: 0,
  arrival_time: time,
});
