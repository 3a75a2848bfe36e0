import { unpackFailures } from "../../shared/failure/envelope.ts";
import type { FailedEvent } from "../../shared/failure/failed-event.ts";
import type { StreamRange } from "../../shared/failure/ports.ts";

/** What an event source mapping sends of a batch that it gives up: where the records stand, not the records. */
export interface AbandonedBatch {
  requestContext: { functionArn: string; condition: string; approximateInvokeCount?: number };
  responseContext?: { functionError?: string | null };
  timestamp: string;
  KinesisBatchInfo: StreamRange & { batchSize: number; approximateArrivalOfFirstRecord: string };
}

export type Message =
  | { kind: "rows"; rows: FailedEvent[] }
  | { kind: "abandoned"; batch: AbandonedBatch }
  | { kind: "unreadable"; why: string };

/** Tells what a message of the failed-events queue is. Anything at all may stand in it. */
export function readMessage(body: string): Message {
  try {
    const value: unknown = JSON.parse(body);
    if (isAbandonedBatch(value)) return { kind: "abandoned", batch: value };
    return { kind: "rows", rows: unpackFailures(body) };
  } catch (error) {
    return { kind: "unreadable", why: error instanceof Error ? error.message : String(error) };
  }
}

function isAbandonedBatch(value: unknown): value is AbandonedBatch {
  const { requestContext, KinesisBatchInfo: range, timestamp } = (value ?? {}) as Partial<AbandonedBatch>;
  return (
    typeof requestContext?.functionArn === "string" &&
    typeof requestContext.condition === "string" &&
    !Number.isNaN(Date.parse(String(timestamp))) &&
    typeof range?.streamArn === "string" &&
    typeof range.shardId === "string" &&
    /^\d+$/.test(range.startSequenceNumber) &&
    /^\d+$/.test(range.endSequenceNumber) &&
    typeof range.batchSize === "number"
  );
}
