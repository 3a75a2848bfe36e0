import { ByteWriter, parquetWrite } from "hyparquet-writer";
import { compressSync } from "snappy";
import { tableOf } from "../../../../../shared/columns/parquet.ts";
import { gatherRows } from "../../../../../shared/columns/rows.ts";
import type { Column } from "../../interpret/plan.ts";
import { jsonObjects } from "./json-objects.ts";

export interface ConversionFailure {
  /** Index of the record in the batch. */
  index: number;
  code: string;
  message: string;
}

export interface Converted {
  /** Undefined when no record could be converted. */
  parquet: Uint8Array | undefined;
  rows: number;
  failures: ConversionFailure[];
}

/**
 * Records of concatenated JSON objects as one Snappy Parquet file. A record with one bad object fails as a whole,
 * so that what lies under the error prefix is exactly what is not in the table.
 */
export function convert(columns: readonly Column[], records: readonly Uint8Array[]): Converted {
  const gathered = gatherRows(columns);
  const failures: ConversionFailure[] = [];
  for (const [index, bytes] of records.entries()) {
    const objects = parsed(bytes);
    const message = objects && gathered.add(objects);
    if (objects === undefined) failures.push({ index, ...UNPARSED });
    else if (message !== undefined) failures.push({ index, code: MALFORMED, message });
  }
  const rows = gathered.count();
  if (rows === 0) return { parquet: undefined, rows, failures };
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    ...tableOf(columns, gathered),
    codec: "SNAPPY",
    // With the writer's own, in JavaScript, a file takes a quarter to a half longer.
    compressors: { SNAPPY: (bytes) => compressSync(bytes) },
    rowGroupSize: 100_000,
    createdBy: "clickstream local firehose",
  });
  return { parquet: writer.getBytes(), rows, failures };
}

const MALFORMED = "DataFormatConversion.MalformedData";

/** The parser's own message quotes the data, which does not belong in an error text. */
const UNPARSED = { code: "DataFormatConversion.ParseError", message: "Encountered malformed JSON." };

function parsed(bytes: Uint8Array): Record<string, unknown>[] | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  try {
    return jsonObjects(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
