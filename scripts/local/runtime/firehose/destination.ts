import { FIREHOSE_ACTIVE_PARTITIONS } from "../../../../shared/limits.ts";
import type { Column } from "../interpret/plan.ts";
import { type BufferLimits, type Buffers, type DeliveryBatch, openBuffers } from "./buffers.ts";
import type { ErrorFacts, ErrorType, FailedDelivery } from "./error-record.ts";
import { type Errors, gatherErrors } from "./errors.ts";
import { type ObjectPorts, type WritePorts, writeBatch, writeErrors } from "./objects.ts";
import { sortBy } from "./partition.ts";
import type { TransformedRecords } from "./transform-event.ts";
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

/** A record that comes to no object of its partition, and why. */
type Misfit = Pick<FailedDelivery, "source" | "data" | "errorCode" | "errorMessage">;

export const openDestination = (
  definition: DeliveryDefinition,
  settings: DestinationSettings,
  ports: ObjectPorts,
): Destination => new BufferedDestination(definition, settings, ports);

class BufferedDestination implements Destination {
  readonly #definition: DeliveryDefinition;
  readonly #settings: DestinationSettings;
  readonly #ports: WritePorts;
  readonly #limits: BufferLimits;
  readonly #buffers: Buffers;
  readonly #errors: Errors;
  readonly #partition: ReturnType<typeof sortBy>;
  readonly #writes = trackWrites();
  readonly #totals = { failed: 0, dropped: 0, files: 0, rows: 0, bytes: 0 };
  #cancelTimer = () => {};
  #stopped = false;

  constructor(definition: DeliveryDefinition, settings: DestinationSettings, ports: ObjectPorts) {
    const active = definition.dynamicPartitioning ? { active: FIREHOSE_ACTIVE_PARTITIONS } : {};
    this.#definition = definition;
    this.#settings = settings;
    this.#ports = { ...ports, stopped: () => this.#stopped };
    this.#limits = { bytes: definition.bufferBytes, ms: settings.bufferMs(0), ...active };
    this.#buffers = openBuffers(this.#limits);
    this.#errors = gatherErrors(definition.errorPrefix, settings.facts, this.#limits.ms);
    this.#partition = sortBy(definition);
  }

  async add(records: readonly TransformedRecords[], attempts: number): Promise<void> {
    for (const record of records) this.#sort(record, attempts);
    this.#deliver(false);
    while (this.#heldBytes() > HELD_BYTES) {
      if (this.#writes.count() > 0) await this.#writes.one();
      else this.#write(this.#buffers.takeLargest()!);
    }
  }

  look(): void {
    this.#deliver(false);
  }

  async flush(): Promise<void> {
    // A conversion that failed leaves error records behind, so it may take two rounds.
    while (!this.#stopped && this.#buffers.active() + this.#errors.size() + this.#writes.count() > 0) {
      this.#deliver(true);
      await this.#writes.all();
    }
  }

  totals(): Readonly<DestinationTotals> {
    return this.#totals;
  }

  held() {
    return { bytes: this.#heldBytes(), partitions: this.#buffers.active() };
  }

  oldest(): number | undefined {
    const places = [this.#buffers, this.#errors, this.#writes];
    const times = places.map((place) => place.oldest()).filter((time) => time !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
  }

  #heldBytes(): number {
    return this.#buffers.bytes() + this.#writes.bytes();
  }

  /** Puts a record into the buffer of its partition, or says why it has none. */
  #sort(verdict: TransformedRecords, attempts: number): void {
    const { record: source } = verdict;
    if (verdict.result === "Dropped") {
      this.#totals.dropped += 1;
    } else if (verdict.result === "ProcessingFailed") {
      this.#fail("processing-failed", { ...verdict, source, data: source.data }, attempts);
    } else {
      const { data } = verdict;
      const place = this.#partition(verdict.partitionKeys);
      if ("errorCode" in place) this.#fail("partitioning-failed", { ...place, source, data });
      else if (!this.#buffers.add(place.key, { data, source }, this.#ports.clock.now()))
        this.#fail("activePartitionExceeded", { ...TOO_MANY, source, data });
    }
  }

  #fail(type: ErrorType, { source, data, errorCode, errorMessage }: Misfit, attemptsMade = 1): void {
    this.#totals.failed += 1;
    const now = this.#ports.clock.now();
    const failed = { source, data, errorCode, errorMessage, attemptsMade, attemptEndingTimestamp: now };
    this.#errors.add(type, failed, now);
  }

  /** Writes what is due, or everything, and looks again when the next buffer is due. */
  #deliver(all: boolean): void {
    if (this.#stopped) return;
    this.#cancelTimer();
    this.#limits.ms = this.#settings.bufferMs(this.#totals.files + this.#writes.count());
    const { clock } = this.#ports;
    const now = clock.now();
    for (const batch of this.#buffers.take(now, all)) this.#write(batch);
    for (const batch of this.#errors.take(now, all))
      this.#writes.add(0, batch.arrival, writeErrors(batch, this.#definition, this.#ports));
    const due = this.#nextDue(now);
    if (due !== undefined)
      this.#cancelTimer = clock.after(Math.max(1, due - now), () => this.#deliver(false));
  }

  #nextDue(now: number): number | undefined {
    return this.#buffers.nextDue() ?? (this.#errors.size() > 0 ? now + this.#limits.ms : undefined);
  }

  #write(batch: DeliveryBatch): void {
    const done = writeBatch(batch, this.#definition, this.#settings.columns, this.#ports).then((written) =>
      this.#count(written),
    );
    this.#writes.add(batch.bytes, batch.records[0]!.source.arrivalTime, done);
  }

  /** What did not convert is written where errors go. */
  #count({ files, rows, bytes, failed }: Awaited<ReturnType<typeof writeBatch>>): void {
    this.#totals.files += files;
    this.#totals.rows += rows;
    this.#totals.bytes += bytes;
    for (const misfit of failed) this.#fail("format-conversion-failed", misfit);
    if (failed.length > 0) this.#deliver(false);
  }
}
