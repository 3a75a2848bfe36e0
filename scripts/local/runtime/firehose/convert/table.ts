import { ByteWriter, parquetWrite } from "hyparquet-writer";
import type { Column } from "../../interpret/plan.ts";
import { ConversionError, kindOf } from "./columns.ts";
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
 * Records of concatenated JSON objects as one Snappy Parquet file. OpenX rules: keys are lowercased, attributes
 * without a column are left out, absent ones are null. A record with one bad object fails as a whole, so that
 * what lies under the error prefix is exactly what is not in the table.
 */
export function convert(columns: readonly Column[], records: readonly Uint8Array[]): Converted {
  const places = new Map(columns.map((column, index) => [column.name.toLowerCase(), index]));
  const readers = columns.map((column) => kindOf(column).read);
  const data: unknown[][] = columns.map(() => []);
  const failures: ConversionFailure[] = [];
  let rows = 0;

  const rowOf = (object: Record<string, unknown>): unknown[] => {
    const row = new Array<unknown>(columns.length);
    for (const key in object) {
      const place = places.get(key) ?? places.get(key.toLowerCase());
      const value = object[key];
      if (place === undefined || value === null) continue;
      try {
        row[place] = readers[place]!(value);
      } catch (error) {
        if (!(error instanceof ConversionError)) throw error;
        throw new ConversionError(`${key}: ${error.message}`);
      }
    }
    return row;
  };

  for (const [index, bytes] of records.entries()) {
    try {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
      const converted = jsonObjects(text).map(rowOf);
      for (const row of converted)
        for (let column = 0; column < data.length; column++) data[column]!.push(row[column]);
      rows += converted.length;
    } catch (error) {
      failures.push({ index, ...describe(error) });
    }
  }
  return { parquet: rows > 0 ? write(columns, data) : undefined, rows, failures };
}

function describe(error: unknown): { code: string; message: string } {
  if (error instanceof ConversionError)
    return { code: "DataFormatConversion.MalformedData", message: error.message };
  // The parser's own message quotes the data, which does not belong in an error text.
  if (error instanceof SyntaxError)
    return { code: "DataFormatConversion.ParseError", message: "Encountered malformed JSON." };
  throw error;
}

function write(columns: readonly Column[], data: unknown[][]): Uint8Array {
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    columnData: columns.map(({ name }, index) => ({ name, data: data[index]! })),
    schema: [
      { name: "root", num_children: columns.length },
      ...columns.flatMap((column) => kindOf(column).schema(column.name)),
    ],
    codec: "SNAPPY",
    rowGroupSize: 100_000,
    createdBy: "clickstream local firehose",
  });
  return writer.getBytes();
}
