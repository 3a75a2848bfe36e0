import { FIREHOSE_ACTIVE_PARTITIONS } from "../../../../shared/limits.ts";
import type { Column } from "../interpret/plan.ts";
import { type DeliveryBatch, openBuffers } from "./buffers.ts";
import type { ErrorFacts, ErrorType, FailedDelivery } from "./error-record.ts";
import { gatherErrors } from "./errors.ts";
import { type ObjectPorts, type WritePorts, writeBatch, writeErrors } from "./objects.ts";
import { sortBy } from "./partition.ts";
import type { SourceRecord, TransformedRecords } from "./transform-event.ts";
import type { DeliveryDefinition } from "./types.ts";
import { trackWrites } from "./writes.ts";

export interface DestinationSettings {
  /** Columns of the conversion's table; without them objects are the records as they are. */
  columns?: readonly Column[];
  /** Longest wait in a buffer at present, ms; `files` were written, or are being written, so far. */
  bufferMs(files: number): number;
  /** What error records say of the delivery stream. */
  facts: ErrorFacts;
}

export interface DestinationTotals {
  failed: number;
  dropped: number;
  files: number;
  rows: number;
  bytes: number;
}

/** Where transformed records end: in an object of their partition, or in one of the error prefix. */
export interface Destination {
  /** Takes every record over; resolves once there is room for more. */
  add(records: readonly TransformedRecords[], attempts: number): Promise<void>;
  /** Writes what is due, now that the wait may be another one. */
  look(): void;
  /** Writes everything that was added. */
  flush(): Promise<void>;
  totals(): Readonly<DestinationTotals>;
  /** Bytes added and not yet written, and the partitions that they wait in. */
  held(): { bytes: number; partitions: number };
  /** Arrival of the oldest record not yet written, epoch ms. */
  oldest(): number | undefined;
  stop(): void;
}

const TOO_MANY = {
  errorCode: "DynamicPartitioning.ActivePartitionsLimitExceeded",
  errorMessage: `More than ${FIREHOSE_ACTIVE_PARTITIONS} partitions are active.`,
};

/** Bytes held in memory over all buffers; above it the largest is written early, and adding waits for it. */
const HELD_BYTES = 96 * 1024 * 1024;

export function openDestination(
  definition: DeliveryDefinition,
  { columns, bufferMs, facts }: DestinationSettings,
  objectPorts: ObjectPorts,
): Destination {
  const { clock } = objectPorts;
  const ports: WritePorts = { ...objectPorts, stopped: () => stopped };
  const active = definition.dynamicPartitioning ? { active: FIREHOSE_ACTIVE_PARTITIONS } : {};
  const limits = { bytes: definition.bufferBytes, ms: bufferMs(0), ...active };
  const buffers = openBuffers(limits);
  const errors = gatherErrors(definition.errorPrefix, facts, limits.ms);
  const partition = sortBy(definition);
  const writes = trackWrites();
  const totals = { failed: 0, dropped: 0, files: 0, rows: 0, bytes: 0 };
  let cancelTimer = () => {};
  let stopped = false;

  function sort(verdict: TransformedRecords, attempts: number): void {
    const { record: source } = verdict;
    if (verdict.result === "Dropped") {
      totals.dropped += 1;
    } else if (verdict.result === "ProcessingFailed") {
      fail("processing-failed", source, source.data, verdict, attempts);
    } else {
      const { data } = verdict;
      const place = partition(verdict.partitionKeys);
      if ("errorCode" in place) fail("partitioning-failed", source, data, place, 1);
      else if (!buffers.add(place.key, { data, source }, clock.now()))
        fail("activePartitionExceeded", source, data, TOO_MANY, 1);
    }
  }

  function fail(
    type: ErrorType,
    source: SourceRecord,
    data: Uint8Array,
    { errorCode, errorMessage }: Pick<FailedDelivery, "errorCode" | "errorMessage">,
    attemptsMade: number,
  ): void {
    totals.failed += 1;
    const now = clock.now();
    const failed = { source, data, errorCode, errorMessage, attemptsMade, attemptEndingTimestamp: now };
    errors.add(type, failed, now);
  }

  /** Writes what is due, or everything, and looks again when the next buffer is due. */
  function deliver(all: boolean): void {
    if (stopped) return;
    cancelTimer();
    limits.ms = bufferMs(totals.files + writes.count());
    const now = clock.now();
    for (const batch of buffers.take(now, all)) write(batch);
    for (const batch of errors.take(now, all))
      writes.add(0, batch.arrival, writeErrors(batch, definition, ports));
    const due = buffers.nextDue() ?? (errors.size() > 0 ? now + limits.ms : undefined);
    if (due !== undefined) cancelTimer = clock.after(Math.max(1, due - now), () => deliver(false));
  }

  function write(batch: DeliveryBatch): void {
    const done = writeBatch(batch, definition, columns, ports).then((written) => {
      totals.files += written.files;
      totals.rows += written.rows;
      totals.bytes += written.bytes;
      for (const failed of written.failed)
        fail("format-conversion-failed", failed.source, failed.data, failed, 1);
      if (written.failed.length > 0) deliver(false);
    });
    writes.add(batch.bytes, batch.records[0]!.source.arrivalTime, done);
  }

  return {
    async add(records, attempts) {
      for (const record of records) sort(record, attempts);
      deliver(false);
      while (buffers.bytes() + writes.bytes() > HELD_BYTES) {
        if (writes.count() > 0) await writes.one();
        else write(buffers.takeLargest()!);
      }
    },
    look: () => deliver(false),
    async flush() {
      // A conversion that failed leaves error records behind, so it may take two rounds.
      while (!stopped && buffers.active() + errors.size() + writes.count() > 0) {
        deliver(true);
        await writes.all();
      }
    },
    totals: () => totals,
    held: () => ({ bytes: buffers.bytes() + writes.bytes(), partitions: buffers.active() }),
    oldest() {
      const times = [buffers.oldest(), errors.oldest(), writes.oldest()].filter((time) => time !== undefined);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    stop() {
      stopped = true;
      cancelTimer();
    },
  };
}
