import type { Column } from "../interpret/plan.ts";
import type { Invoke } from "../lambda/types.ts";
import type { TriggerStream } from "../triggers/kinesis/types.ts";
import { openDestination } from "./destination.ts";
import type { ErrorFacts } from "./error-record.ts";
import type { ObjectPorts } from "./objects.ts";
import { readSource } from "./source.ts";
import { transform } from "./transform.ts";
import type { SourceRecord, TransformedRecords } from "./transform-event.ts";
import type { DeliveryDefinition, DeliveryStatus } from "./types.ts";

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
  /**
   * Longest waits, ms, where they are shorter here than declared.
   * @param files that were written, or are being written, so far
   */
  transformMs(files: number): number;
  bufferMs(files: number): number;
  /** Largest buffer, bytes, where it is smaller here than declared. */
  bufferBytes: number;
  retryPauseMs: number;
}

export interface Delivery {
  status(): DeliveryStatus;
  /** The source is read to its end; what was read may still be in a buffer. */
  readToEnd(): boolean;
  /** Looks again how long buffers may wait, and writes what has waited so long. */
  look(): void;
  /** Resolves when everything that stands in the source now is written. */
  flush(): Promise<void>;
  stop(): void;
}

/** Runs a delivery stream: read, transform, hand over to the destination. */
export function runDelivery(
  definition: DeliveryDefinition,
  stream: TriggerStream,
  settings: DeliverySettings,
  ports: DeliveryPorts,
): Delivery {
  const { clock } = ports;
  const place = {
    deliveryStreamArn: definition.arn,
    sourceKinesisStreamArn: definition.sourceArn,
    region: ports.region,
  };
  const destination = openDestination(
    { ...definition, bufferBytes: Math.min(definition.bufferBytes, settings.bufferBytes) },
    {
      ...(settings.columns && { columns: settings.columns }),
      bufferMs: (files) => Math.min(definition.bufferMs, settings.bufferMs(files)),
      facts: errorFacts(definition, ports),
    },
    ports,
  );
  let taken = 0;

  async function take(batch: readonly SourceRecord[]): Promise<void> {
    taken += batch.length;
    const { records, attempts } = await transformed(batch);
    await destination.add(records, attempts);
  }

  function transformed(
    batch: readonly SourceRecord[],
  ): Promise<{ records: TransformedRecords[]; attempts: number }> {
    const { functionName, retryPauseMs } = settings;
    if (functionName && definition.transform) {
      const call = { functionName, retries: definition.transform.retries, pause: retryPauseMs };
      return transform(batch, call, place, ports.invoke, clock);
    }
    const unchanged = batch.map(
      (record): TransformedRecords => ({ result: "Ok", record, data: record.data, partitionKeys: {} }),
    );
    return Promise.resolve({ records: unchanged, attempts: 1 });
  }

  const source = readSource(
    stream,
    {
      bytes: definition.transform?.bufferBytes ?? 1024 * 1024,
      ms: () =>
        Math.min(definition.transform?.bufferMs ?? 0, settings.transformMs(destination.totals().files)),
    },
    {
      clock,
      take,
      checkpoint: (shardId, sequence) => stream.checkpoint(`firehose ${definition.name}`, shardId, sequence),
    },
  );

  return {
    readToEnd: () => source.caughtUp(),
    look: () => destination.look(),
    async flush() {
      await source.flush();
      await destination.flush();
    },
    status() {
      const { failed, dropped, files, rows, bytes } = destination.totals();
      const { bytes: buffered, partitions } = destination.held();
      const arrivals = [source.oldest(), destination.oldest()].filter((time) => time !== undefined);
      return {
        name: definition.name,
        records: taken,
        delivered: { files, rows, bytes },
        failed,
        dropped,
        buffered,
        activePartitions: partitions,
        age: arrivals.length === 0 ? 0 : Math.max(0, clock.now() - Math.min(...arrivals)),
      };
    },
    stop() {
      source.stop();
      destination.stop();
    },
  };
}

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
