import { createHash } from "node:crypto";
import { type ArchivePartition, partitionKey } from "../../shared/archive-partition.ts";
import { glueColumns } from "../../shared/columns/glue.ts";
import type { ObjectStore } from "../../shared/failure/ports.ts";
import { splitLines } from "../../shared/pack/lines.ts";
import { parquetFile } from "./parquet.ts";

/** Lines of one partition that Firehose is not given. */
export interface DirectLines {
  partition: ArchivePartition;
  /** Lines of JSON that fit the table; each of these holds one or more of them, with or without a line end behind. */
  lines: readonly Uint8Array[];
}

/** Writes lines as an object of their partition; the same lines are the same object, however often they come. */
export type WriteDirect = (lines: DirectLines) => Promise<void>;

const columns = glueColumns();

/** As Firehose would: Snappy Parquet with the columns of the table. */
export function directWriter(store: Pick<ObjectStore, "put">, prefix: string): WriteDirect {
  return async ({ partition, lines }) => {
    const name = createHash("sha256");
    for (const line of lines) name.update(line);
    const key = `${prefix}${partitionKey(partition)}/direct-${name.digest("hex").slice(0, 32)}.parquet`;
    await store.put(key, parquetFile(columns, lines.flatMap(eventsOf)), {
      contentType: "application/vnd.apache.parquet",
    });
  };
}

const eventsOf = (lines: Uint8Array): Record<string, unknown>[] =>
  splitLines(lines).map((line) =>
    JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString()),
  );

/** Objects on their way to S3 at once. */
const CONCURRENT_PUTS = 16;

/**
 * Writes what Firehose is not given, an object a partition. That costs a request to S3 for each hour and invocation,
 * about $5 for a million events that are as old and mixed as can be; sorted by time they share objects.
 */
export async function writeAll(all: readonly DirectLines[], write: WriteDirect): Promise<void> {
  const byPartition = Map.groupBy(all, ({ partition }) => partitionKey(partition));
  const waiting = byPartition.values();
  const lane = async () => {
    for (const [first, ...more] of waiting)
      await write({
        partition: first!.partition,
        lines: [first!, ...more].flatMap(({ lines }) => lines),
      });
  };
  await Promise.all(Array.from({ length: CONCURRENT_PUTS }, lane));
}
