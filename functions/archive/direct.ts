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
  /** JSON lines that fit the table. Each element holds one or more lines; the last line end may be missing. */
  lines: readonly Uint8Array[];
}

/**
 * Writes lines as one object of their partition. The same lines always give the same object, so a redelivery
 * overwrites it.
 */
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
 * Writes the lines that are not for Firehose, one object for each partition. This costs an S3 request for each hour
 * and invocation: at worst (a million events, each of another hour) about $5. Events sorted by time share objects.
 */
export async function writeDirectly(all: readonly DirectLines[], write: WriteDirect): Promise<void> {
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
