import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { S3Buckets } from "../../aws/contract.ts";
import { type RuntimeClock, wait } from "../clock.ts";
import type { Column } from "../interpret/plan.ts";
import type { DeliveryBatch } from "./buffers.ts";
import type { Converter } from "./convert/converter.ts";
import type { FailedDelivery } from "./error-record.ts";
import type { ErrorBatch } from "./errors.ts";
import { defaultTimePrefix, evaluatePrefix, hasTime } from "./prefix.ts";
import type { DeliveryDefinition } from "./types.ts";

export interface ObjectPorts {
  clock: RuntimeClock;
  s3: Pick<S3Buckets, "put">;
  converter: Converter;
  log(text: string): void;
}

export interface WritePorts extends ObjectPorts {
  /** Nothing is to be written any more. */
  stopped(): boolean;
}

export interface Written {
  files: number;
  rows: number;
  bytes: number;
  failed: FailedDelivery[];
}

const RETRY_MS = 1_000;

/** Firehose retries a delivery to S3; what it holds is lost otherwise. Never resolves once that is stopped. */
async function untilDone<T>(ports: WritePorts, what: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (ports.stopped()) return new Promise(() => {});
      ports.log(`${what} failed and is tried again: ${(error as Error).message}`);
      await wait(ports.clock, RETRY_MS);
    }
  }
}

function objectName(definition: DeliveryDefinition, now: number, extension: string): string {
  const time = new Date(now).toISOString().slice(0, 19).replace(/[T:]/g, "-");
  return `${definition.name}-1-${time}-${randomUUID()}${extension}`;
}

/** Whole key: what is left of the prefix's expressions is the time of the oldest record. */
function keyOf(prefix: string, arrival: number, timed: boolean, name: string): string {
  const evaluated = evaluatePrefix(prefix, { arrival });
  return (timed ? evaluated : evaluated + defaultTimePrefix(arrival)) + name;
}

/** Writes one buffer as one object, converted where a table says how. Returns the records that did not convert. */
export async function writeBatch(
  batch: DeliveryBatch,
  definition: DeliveryDefinition,
  columns: readonly Column[] | undefined,
  ports: WritePorts,
): Promise<Written> {
  const datas = batch.records.map((record) => record.data);
  const arrival = batch.records[0]!.source.arrivalTime;
  // Dynamic partitioning names its own partitions; otherwise a prefix without a time gets one.
  const timed = definition.dynamicPartitioning || hasTime(definition.prefix);
  const key = keyOf(
    batch.key,
    arrival,
    timed,
    objectName(definition, ports.clock.now(), definition.extension),
  );
  const put = (body: Uint8Array) =>
    untilDone(ports, `writing to ${definition.bucket}`, () => ports.s3.put(definition.bucket, key, body));

  if (!columns) {
    const joined = Buffer.concat(datas);
    const body = definition.gzip ? gzipSync(joined) : joined;
    await put(body);
    return { files: 1, rows: batch.records.length, bytes: body.byteLength, failed: [] };
  }
  const converted = await untilDone(ports, "the conversion", () => ports.converter.convert(columns, datas));
  if (converted.parquet) await put(converted.parquet);
  return {
    files: converted.parquet ? 1 : 0,
    rows: converted.rows,
    bytes: converted.parquet?.byteLength ?? 0,
    failed: converted.failures.map(({ index, code, message }) => ({
      source: batch.records[index]!.source,
      data: datas[index]!,
      errorCode: code,
      errorMessage: message,
      attemptsMade: 1,
      attemptEndingTimestamp: ports.clock.now(),
    })),
  };
}

/** Writes error records as one object of lines. */
export async function writeErrors(
  { prefix, lines, arrival }: ErrorBatch,
  definition: DeliveryDefinition,
  ports: WritePorts,
): Promise<void> {
  const timed = hasTime(definition.errorPrefix);
  const key = keyOf(prefix, arrival, timed, objectName(definition, ports.clock.now(), ""));
  const body = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  await untilDone(ports, `writing to ${definition.bucket}`, () => ports.s3.put(definition.bucket, key, body));
}
