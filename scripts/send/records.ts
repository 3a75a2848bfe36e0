/** One record of a file: its bytes as they stand there, and where. */
export interface FileRecord {
  /** Line of the file, or element of its list, from 1. */
  number: number;
  bytes: Buffer;
  /** Read already where the file's format says what a record is (CSV); otherwise the bytes are one JSON text. */
  value?: Record<string, unknown>;
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
  readonly number: number;

  constructor(number: number) {
    super(`record ${number} has more than ${LONGEST_RECORD} bytes`);
    this.number = number;
  }
}

const LF = 10;
const CR = 13;

/** NDJSON: every line that is not blank is a record, whatever stands in it. */
export function lineSplitter(): Splitter {
  let rest: Buffer[] = [];
  let held = 0;
  let number = 1;

  const record = (bytes: Buffer): FileRecord[] => {
    const line = bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes;
    return isBlank(line) ? [] : [{ number, bytes: line }];
  };
  return {
    *push(piece) {
      let from = 0;
      for (let end = piece.indexOf(LF); end >= 0; end = piece.indexOf(LF, from)) {
        const tail = piece.subarray(from, end);
        yield* record(held === 0 ? tail : Buffer.concat([...rest, tail]));
        rest = [];
        held = 0;
        number += 1;
        from = end + 1;
      }
      if (from < piece.length) rest.push(piece.subarray(from));
      held += piece.length - from;
      if (held > LONGEST_RECORD) throw new RecordTooLong(number);
    },
    *end() {
      yield* record(Buffer.concat(rest));
    },
  };
}

export const isBlank = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte === 32 || byte === 9 || byte === CR || byte === LF);
