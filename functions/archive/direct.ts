import { createHash } from "node:crypto";
import { ByteWriter, parquetWrite } from "hyparquet-writer";
import { type ArchivePartition, partitionKey } from "../../shared/archive-partition.ts";
import { glueColumns } from "../../shared/columns/glue.ts";
import { type TableColumn, tableOf } from "../../shared/columns/parquet.ts";
import { gatherRows } from "../../shared/columns/rows.ts";
import type { ObjectStore } from "../../shared/failure/ports.ts";
import { splitLines } from "../../shared/pack/lines.ts";

/** Lines of one partition that Firehose is not given. */
export interface DirectLines {
  partition: ArchivePartition;
  /** Lines of JSON that fit the table; each of these holds one or more of them, with or without a line end behind. */
  lines: readonly Uint8Array[];
}

/** Writes lines as an object of their partition; the same lines are the same object, however often they come. */
export type WriteDirect = (lines: DirectLines) => Promise<void>;

/** As Firehose would: Snappy Parquet with the columns of the table. */
export function directWriter(
  store: Pick<ObjectStore, "put">,
  prefix: string,
  columns: readonly TableColumn[] = glueColumns(),
): WriteDirect {
  return async ({ partition, lines }) => {
    const name = createHash("sha256");
    for (const line of lines) name.update(line);
    const key = `${prefix}${partitionKey(partition)}/direct-${name.digest("hex").slice(0, 32)}.parquet`;
    await store.put(key, parquetOf(lines, columns), { contentType: "application/vnd.apache.parquet" });
  };
}

function parquetOf(lines: readonly Uint8Array[], columns: readonly TableColumn[]): Uint8Array {
  const rows = gatherRows(columns);
  const misfit = rows.add(lines.flatMap(eventsOf));
  // Every line was checked against the same columns.
  if (misfit !== undefined) throw new Error(`A checked event does not fit the table: ${misfit}`);
  const writer = new ByteWriter();
  parquetWrite({ writer, ...tableOf(columns, rows), codec: "SNAPPY", createdBy: "clickstream archive" });
  return writer.getBytes();
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
