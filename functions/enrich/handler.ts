import type { KinesisStreamEvent } from "aws-lambda";
import { recordsOf } from "../../shared/aws/trigger.ts";
import type { FailureSink } from "../../shared/failure/failed-event.ts";
import { type FailedEntry, fileFailures } from "../../shared/failure/place.ts";
import type { Handler, Invocation } from "../../shared/lambda.ts";
import type { FactStore } from "../../shared/redis/facts.ts";
import type { Forgotten } from "../../shared/redis/forgotten.ts";
import {
  type BatchResponse,
  batchResponse,
  type StreamRecord,
  type StreamSink,
} from "../../shared/stream.ts";
import { applyEvents } from "./apply.ts";
import { decodeBatch } from "./decode.ts";
import { type Emission, packLines, unwrittenOf } from "./emit.ts";
import type { BatchInputs } from "./enrich-device.ts";
import { withoutForgotten } from "./forgotten.ts";
import type { EnrichMeters } from "./meters.ts";
import type { EnrichRules } from "./rules.ts";
import type { EnrichedLine } from "./write/line.ts";

export interface EnrichPorts {
  facts: FactStore;
  /** Whose events from before a time are not taken any more; nobody's where it is not given. */
  forgotten?: Forgotten;
  enriched: StreamSink;
  failures: FailureSink;
  /**
   * With inline scoring: scores and stores before the line goes on; returns what has to be tried again, and why what
   * failed.
   */
  score?: InlineScoring;
  /** Asked once a batch. */
  inputs(): BatchInputs;
  meters: EnrichMeters;
}

export type InlineScoring = (
  lines: readonly EnrichedLine[],
  deadline: number,
) => Promise<{ retry: ReadonlySet<EnrichedLine>; failures: FailedEntry[] }>;

export interface EnrichOptions extends Emission {
  rules: EnrichRules;
  outage: "wait" | "degrade";
}

/**
 * Raw records in, enriched packs out. Every event of the batch is decoded, enriched and remembered in its device's
 * state, then emitted. What is no event goes to the failed path; so does, without its bytes, an event of somebody who was
 * forgotten. A record is done when all of its events are; those that are too many to be held at once come again.
 */
export function enrichHandler(
  ports: EnrichPorts,
  options: EnrichOptions,
): Handler<KinesisStreamEvent, BatchResponse> {
  const { enrichment } = options;
  return async (trigger, invocation) => {
    const records = recordsOf(trigger);
    const decoded = decodeBatch(records, enrichment);
    const { failures, left } = decoded;
    const { deadline } = invocation;
    const { events, forgotten } = await withoutForgotten(decoded.events, ports.forgotten, deadline);
    const inputs = ports.inputs();
    const applied = await applyEvents(events, ports.facts, options, inputs, deadline);
    const lines = events.map((event, at): EnrichedLine => ({ event, remembered: applied.remembered[at]! }));

    const scored = await ports.score?.(lines, deadline);
    const emitted = await emit(lines, scored?.retry, ports.enriched, options, invocation);

    const failed = [...failures, ...forgotten, ...(scored?.failures ?? []), ...emitted.failures];
    const unfiled = await fileFailures(failed, ports.failures, deadline);
    ports.meters.batch({ events, applied, failed, records, now: ports.inputs().now });
    return batchResponse([...emitted.retry, ...unfiled, ...left].map(({ sequenceNumber }) => sequenceNumber));
  };
}

/** Puts the lines on the enriched stream; returns the records to be retried and the lines that never will fit. */
async function emit(
  lines: readonly EnrichedLine[],
  unscored: ReadonlySet<EnrichedLine> | undefined,
  sink: StreamSink,
  emission: Emission,
  { deadline }: Invocation,
): Promise<{ retry: StreamRecord[]; failures: FailedEntry[] }> {
  const ready = unscored === undefined ? lines : lines.filter((line) => !unscored.has(line));
  const { packs, oversize } = packLines(ready, emission);
  const unwritten = await sink.put(
    packs.map(({ record }) => record),
    deadline,
  );
  const { retry, failures } = unwrittenOf(packs, unwritten, oversize, emission.enrichment.lines);
  return { retry: [...retry, ...(unscored ?? [])].map(({ event }) => event.record), failures };
}
