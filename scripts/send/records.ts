import type { FieldError, ReasonName } from "../../shared/failure/failed-event.ts";

/** One record of a file: its bytes as they stand there (in UTF-8), and where. */
export interface FileRecord {
  /** Line of the file on which it begins, from 1. */
  line: number;
  /** Number of the record from 1, where several can begin on one line: in the file, or on its line of NDJSON. */
  part?: number;
  bytes: Buffer;
  /** Where the file's format says what a record is (CSV); otherwise the bytes are one JSON text. */
  row?: Row;
  /** Set when its reader already knows that it cannot be an event. */
  fault?: RecordFault;
}

/** A row of a table. `names` is one and the same list for all rows of a file, each name in it once. */
export interface Row {
  names: readonly string[];
  cells: readonly string[];
  /** Columns in which whole numbers are written as floats. */
  floats: ReadonlySet<string>;
}

/** Why a record cannot be an event. */
export interface RecordFault {
  reason: ReasonName;
  errors: FieldError[];
}

/** Cuts a file into records as its pieces come; holds no more than one record. */
export interface Splitter {
  push(piece: Buffer): Iterable<FileRecord>;
  /** What is left at the end of the file. */
  end(): Iterable<FileRecord>;
}

/** Longest record that is held in memory, bytes. */
export const LONGEST_RECORD = 32 * 1024 * 1024;

export class RecordTooLong extends Error {
  override name = "RecordTooLong";

  /** @param line where the record begins */
  constructor(line: number) {
    super(`the record that begins on line ${line} has more than ${LONGEST_RECORD} bytes`);
  }
}
