/** Converts in a thread of its own, so that parsing and compressing do not hold up the streams. */
import { parentPort, workerData } from "node:worker_threads";
import type { Column } from "../../interpret/plan.ts";
import { openDuckDBWriter } from "./duckdb-writer.ts";
import { type CountPlain, plainRecords } from "./plain-records.ts";
import { type Converted, convert } from "./table.ts";

export interface ConvertData {
  /** For files that live as long as a batch. */
  folder: string;
}

/** The next one is sent when this one is answered. */
export interface ConvertRequest {
  id: number;
  columns: readonly Column[];
  /** All records, one after the other, and where each ends. */
  bytes: Uint8Array;
  ends: readonly number[];
}

export type ConvertAnswer = { id: number; converted: Converted } | { id: number; error: string };

const port = parentPort!;
const duckdb = await openDuckDBWriter((workerData as ConvertData).folder);
const counters = new Map<string, CountPlain>();

function counterOf(columns: readonly Column[]): CountPlain {
  const key = JSON.stringify(columns);
  const known = counters.get(key) ?? plainRecords(columns);
  counters.set(key, known);
  return known;
}

async function parquetOf({ columns, bytes, ends }: ConvertRequest): Promise<Converted> {
  const rows = counterOf(columns)(bytes, ends);
  const parquet = rows ? await duckdb.write(columns, bytes, rows) : undefined;
  if (rows && parquet) return { parquet, rows, failures: [] };
  const records = ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1]!, end));
  return convert(columns, records);
}

port.on("message", async (request: ConvertRequest) => {
  const { id } = request;
  try {
    const converted = await parquetOf(request);
    const { buffer, byteLength } = converted.parquet ?? new Uint8Array();
    // Handed over rather than copied: this thread makes so little garbage that it seldom collects any.
    const whole = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength ? [buffer] : [];
    port.postMessage({ id, converted } satisfies ConvertAnswer, whole);
  } catch (error) {
    port.postMessage({ id, error: (error as Error).message } satisfies ConvertAnswer);
  }
});
