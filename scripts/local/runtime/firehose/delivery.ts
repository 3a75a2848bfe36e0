import type { Column } from "../interpret/plan.ts";
import type { Invoke } from "../lambda/types.ts";
import type { Stream } from "../triggers/kinesis/types.ts";
import { type Batch, openBuffers } from "./buffers.ts";
import type { ErrorFacts, ErrorType, Failed } from "./error-record.ts";
import { gatherErrors } from "./errors.ts";
import { type ObjectPorts, writeBatch, writeErrors } from "./objects.ts";
import { sortBy } from "./partition.ts";
import { readSource } from "./source.ts";
import { transform } from "./transform.ts";
import type { SourceRecord, Transformed } from "./transform-event.ts";
import type { DeliveryDefinition, DeliveryStatus } from "./types.ts";
import { trackWrites } from "./writes.ts";

export interface DeliveryPorts extends ObjectPorts {
  invoke: Invoke;
  region: string;
  accountId: string;
}

export interface DeliverySettings {
  /** Name of the transform's function. */
  functionName?: string;
  /** Columns of the conversion's table. */
  columns?: readonly Column[];
  /** Longest waits, ms, where they are shorter here than declared. */
  transformMs: number;
  bufferMs: number;
  retryPauseMs: number;
}

export interface Delivery {
  status(): DeliveryStatus;
  /** The source is read to its end; what was read may still be in a buffer. */
  readToEnd(): boolean;
  /** Resolves when everything that stands in the source now is written. */
  flush(): Promise<void>;
  stop(): void;
}

/** "Amazon Data Firehose quotas": active partitions of a delivery stream, by default. */
const ACTIVE_PARTITIONS = 500;

/** Bytes held in memory over all buffers; above it the largest is written early, and reading waits for it. */
const HELD_BYTES = 192 * 1024 * 1024;

/** Runs a delivery stream: read, transform, partition, buffer, convert, write. */
export function runDelivery(
  definition: DeliveryDefinition,
  stream: Stream,
  settings: DeliverySettings,
  ports: DeliveryPorts,
): Delivery {
  const { clock } = ports;
  const place = {
    deliveryStreamArn: definition.arn,
    sourceKinesisStreamArn: definition.sourceArn,
    region: ports.region,
  };
  const bufferMs = Math.min(definition.bufferMs, settings.bufferMs);
  const active = definition.dynamicPartitioning ? { active: ACTIVE_PARTITIONS } : {};
  const buffers = openBuffers({ bytes: definition.bufferBytes, ms: bufferMs, ...active });
  const errors = gatherErrors(definition.errorPrefix, errorFacts(definition, ports), bufferMs);
  const partition = sortBy(definition);
  const writes = trackWrites();
  const totals = { records: 0, failed: 0, dropped: 0, files: 0, rows: 0, bytes: 0 };
  let cancelTimer = () => {};
  let stopped = false;

  async function take(batch: readonly SourceRecord[]): Promise<void> {
    totals.records += batch.length;
    const { records, attempts } = await transformed(batch);
    for (const record of records) sort(record, attempts);
    deliver(false);
    while (buffers.bytes() + writes.bytes() > HELD_BYTES) {
      if (writes.count() > 0) await writes.one();
      else write(buffers.takeLargest()!);
    }
  }

  function transformed(
    batch: readonly SourceRecord[],
  ): Promise<{ records: Transformed[]; attempts: number }> {
    const { functionName, retryPauseMs } = settings;
    if (functionName && definition.transform) {
      const call = { functionName, retries: definition.transform.retries, pause: retryPauseMs };
      return transform(batch, call, place, ports.invoke, clock);
    }
    const unchanged = batch.map(
      (record): Transformed => ({ result: "Ok", record, data: record.data, partitionKeys: {} }),
    );
    return Promise.resolve({ records: unchanged, attempts: 1 });
  }

  function sort(verdict: Transformed, attempts: number): void {
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
    { errorCode, errorMessage }: Pick<Failed, "errorCode" | "errorMessage">,
    attemptsMade: number,
  ): void {
    totals.failed += 1;
    const now = clock.now();
    errors.add(
      type,
      { source, data, errorCode, errorMessage, attemptsMade, attemptEndingTimestamp: now },
      now,
    );
  }

  function deliver(all: boolean): void {
    if (stopped) return;
    cancelTimer();
    const now = clock.now();
    for (const batch of buffers.take(now, all)) write(batch);
    for (const batch of errors.take(now, all))
      writes.add(0, batch.arrival, writeErrors(batch, definition, ports));
    const due = buffers.nextDue() ?? (errors.size() > 0 ? now + bufferMs : undefined);
    if (due !== undefined) cancelTimer = clock.after(Math.max(1, due - now), () => deliver(false));
  }

  function write(batch: Batch): void {
    const done = writeBatch(batch, definition, settings.columns, ports).then((written) => {
      totals.files += written.files;
      totals.rows += written.rows;
      totals.bytes += written.bytes;
      for (const failed of written.failed)
        fail("format-conversion-failed", failed.source, failed.data, failed, 1);
    });
    writes.add(batch.bytes, batch.records[0]!.source.arrivalTime, done);
  }

  const source = readSource(
    stream,
    {
      bytes: definition.transform?.bufferBytes ?? 1024 * 1024,
      ms: Math.min(definition.transform?.bufferMs ?? 0, settings.transformMs),
    },
    {
      clock,
      take,
      checkpoint: (shardId, sequence) => stream.checkpoint(`firehose ${definition.name}`, shardId, sequence),
    },
  );

  return {
    readToEnd: source.caughtUp,
    async flush() {
      await source.flush();
      // A conversion that failed leaves error records behind, so it may take two rounds.
      while (!stopped && buffers.active() + errors.size() + writes.count() > 0) {
        deliver(true);
        await writes.all();
      }
    },
    status() {
      const { records, failed, dropped, files, rows, bytes } = totals;
      const arrivals = [source.oldest(), buffers.oldest(), writes.oldest()].filter(
        (time) => time !== undefined,
      );
      return {
        name: definition.name,
        records,
        delivered: { files, rows, bytes },
        failed,
        dropped,
        buffered: buffers.bytes() + writes.bytes(),
        activePartitions: buffers.active(),
        age: arrivals.length === 0 ? 0 : Math.max(0, clock.now() - Math.min(...arrivals)),
      };
    },
    stop() {
      stopped = true;
      source.stop();
      cancelTimer();
    },
  };
}

const TOO_MANY = {
  errorCode: "DynamicPartitioning.ActivePartitionsLimitExceeded",
  errorMessage: `More than ${ACTIVE_PARTITIONS} partitions are active.`,
};

function errorFacts(definition: DeliveryDefinition, { region, accountId }: DeliveryPorts): ErrorFacts {
  const { transform: lambda, conversion } = definition;
  return {
    ...(lambda && { lambdaArn: lambda.functionArn }),
    ...(conversion && {
      dataCatalogTable: {
        catalogId: accountId,
        databaseName: conversion.database,
        tableName: conversion.table,
        region,
      },
    }),
  };
}
