import { createHash } from "node:crypto";
import { type ArchivePartition, partitionKey } from "../../shared/archive-partition.ts";
import { isTransient } from "../../shared/aws/errors.ts";
import { glueColumns, type TableColumn } from "../../shared/columns/glue.ts";
import type { ObjectStore } from "../../shared/failure/ports.ts";
import { splitLines } from "../../shared/pack/lines.ts";
import { parquetFile } from "./parquet.ts";

/** Lines of one partition that Firehose is not given. */
export interface DirectLines {
  partition: ArchivePartition;
  /** JSON lines that fit the table. Each element holds one or more lines; the last line end may be missing. */
  lines: readonly Uint8Array[];
}

/**
 * Writes lines as one object of their partition, or throws when that is not done by the deadline (epoch ms). The same
 * lines always give the same object, so a redelivery overwrites it.
 */
export type WriteDirect = (lines: DirectLines, deadline: number) => Promise<void>;

/** As Firehose would: Snappy Parquet with the columns of the table. */
export function directWriter(
  store: Pick<ObjectStore, "put">,
  prefix: string,
  columns: readonly TableColumn[] = glueColumns(),
): WriteDirect {
  return async ({ partition, lines }, deadline) => {
    const name = createHash("sha256");
    for (const line of lines) name.update(line);
    const key = `${prefix}${partitionKey(partition)}/direct-${name.digest("hex").slice(0, 32)}.parquet`;
    const contentType = "application/vnd.apache.parquet";
    await store.put(key, parquetFile(columns, lines.flatMap(eventsOf)), { contentType, deadline });
  };
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
 * @returns what is not known to be written by the deadline (epoch ms)
 */
export async function writeDirectly<Lines extends DirectLines>(
  all: readonly Lines[],
  write: WriteDirect,
  { deadline, now }: { deadline: number; now: () => number },
): Promise<Lines[]> {
  const byPartition = Map.groupBy(all, ({ partition }) => partitionKey(partition));
  const waiting = byPartition.values();
  const unwritten: Lines[] = [];
  const lane = async () => {
    for (const same of waiting)
      if (now() >= deadline || !(await isWritten(same, write, deadline, now))) unwritten.push(...same);
  };
  await Promise.all(Array.from({ length: CONCURRENT_PUTS }, lane));
  return unwritten;
}

/** Whether lines of one partition were written in time. */
async function isWritten(
  same: readonly DirectLines[],
  write: WriteDirect,
  deadline: number,
  now: () => number,
): Promise<boolean> {
  const { partition } = same[0]!;
  try {
    await write({ partition, lines: same.flatMap(({ lines }) => lines) }, deadline);
    return true;
  } catch (error) {
    // Only for want of time are single records left to Firehose. After any other error it sends the whole batch again.
    if (isTransient(error) && (error.name === "AbortError" || now() >= deadline)) return false;
    throw error;
  }
}
