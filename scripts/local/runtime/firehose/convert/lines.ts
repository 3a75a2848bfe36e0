import type { Column } from "../../interpret/plan.ts";
import { jsonObjects } from "./json-objects.ts";
import { Misfit, type ReadRow, rowReader } from "./openx.ts";
import { type CountPlain, plainCounter } from "./plain-records.ts";

export interface ConversionFailure {
  /** Index of the record in the batch. */
  index: number;
  code: string;
  message: string;
}

/** Lines of JSON that fit the table to the letter, and the records that no such line can be made of. */
export interface TableLines {
  bytes: Uint8Array;
  /** Bytes of the longest record among them. */
  longest: number;
  rows: number;
  failures: ConversionFailure[];
}

/** @param plain whether records that look as if they fit to the letter are taken as they are, at a fraction of the work */
export type LinesOf = (records: readonly Uint8Array[], plain: boolean) => TableLines;

/**
 * Records of concatenated JSON objects as lines of a table, as Firehose reads them. A record with one bad object fails as
 * a whole, so that what lies under the error prefix is exactly what is not in the table. Throws a sentence for a table that
 * cannot be converted to.
 */
export function columnLines(columns: readonly Column[]): LinesOf {
  const readRow = rowReader(columns);
  const countPlain = plainCounter(columns);
  return (records, plain) => {
    const parts: Uint8Array[] = [];
    const failures: ConversionFailure[] = [];
    let rows = 0;
    for (const [index, record] of records.entries()) {
      const part = (plain ? plainPart(record, countPlain) : undefined) ?? readPart(record, readRow);
      if ("code" in part) failures.push({ index, ...part });
      else parts.push(part.bytes);
      if ("rows" in part) rows += part.rows;
    }
    const longest = parts.reduce((most, { byteLength }) => Math.max(most, byteLength), 0);
    return { bytes: joined(parts), longest, rows, failures };
  };
}

interface Part {
  bytes: Uint8Array;
  rows: number;
}

function plainPart(bytes: Uint8Array, countPlain: CountPlain): Part | undefined {
  const rows = countPlain(bytes);
  return rows === undefined ? undefined : { bytes, rows };
}

/** The parser's own message quotes the data, which does not belong in an error text. */
const UNPARSED = { code: "DataFormatConversion.ParseError", message: "Encountered malformed JSON." };

function readPart(bytes: Uint8Array, readRow: ReadRow): Part | Omit<ConversionFailure, "index"> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  try {
    const rows = jsonObjects(text).map(readRow);
    return { bytes: Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join("")), rows: rows.length };
  } catch (error) {
    if (error instanceof SyntaxError) return UNPARSED;
    if (error instanceof Misfit)
      return { code: "DataFormatConversion.MalformedData", message: error.message };
    throw error;
  }
}

/** Records that all are taken as they are stand one after the other already. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  const last = parts.at(-1);
  if (first === undefined || last === undefined) return new Uint8Array();
  const inOrder = parts.every(
    (part, at) => at === 0 || (part.buffer === first.buffer && part.byteOffset === endOf(parts[at - 1]!)),
  );
  return inOrder
    ? new Uint8Array(first.buffer, first.byteOffset, endOf(last) - first.byteOffset)
    : Buffer.concat(parts);
}

const endOf = ({ byteOffset, byteLength }: Uint8Array): number => byteOffset + byteLength;
