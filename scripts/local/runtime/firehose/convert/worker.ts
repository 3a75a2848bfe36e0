/** Converts in a thread of its own, so that parsing and compressing do not hold up the streams. */
import { parentPort, workerData } from "node:worker_threads";
import type { Column } from "../../interpret/plan.ts";
import { openDuckDBWriter } from "./duckdb-writer.ts";
import { type ConversionFailure, columnLines, type LinesOf } from "./lines.ts";

export interface ConvertData {
  /** For files that live as long as a batch. */
  folder: string;
}

/** The next one is sent when this one is done. */
export interface ConvertRequest {
  id: number;
  columns: readonly Column[];
  /** All records, one after the other, and where each ends. */
  bytes: Uint8Array;
  ends: readonly number[];
}

/** Records as one Snappy Parquet file. */
export interface Converted {
  /** Undefined when no record could be converted. */
  parquet: Uint8Array | undefined;
  rows: number;
  failures: ConversionFailure[];
}

export type ConvertAnswer = { id: number; converted: Converted } | { id: number; error: string };

const port = parentPort!;
const duckdb = await openDuckDBWriter((workerData as ConvertData).folder);
const known = new Map<string, LinesOf>();

function linesOf(columns: readonly Column[]): LinesOf {
  const key = JSON.stringify(columns);
  const lines = known.get(key) ?? columnLines(columns);
  known.set(key, lines);
  return lines;
}

async function parquetOf({ columns, bytes, ends }: ConvertRequest): Promise<Converted> {
  const records = ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1]!, end));
  const lines = linesOf(columns);
  const converted = async (plain: boolean): Promise<Converted> => {
    const { rows, failures, ...table } = lines(records, plain);
    const parquet = rows === 0 ? undefined : await duckdb.write(columns, table, rows);
    return { parquet, rows, failures };
  };
  // An attribute given twice, or bytes that are no UTF-8, look plain and are not.
  return converted(true).catch(() => converted(false));
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
