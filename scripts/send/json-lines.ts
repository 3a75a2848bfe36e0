import { isWhiteSpace } from "../../shared/json/white-space.ts";
import { valueSplitter } from "./json-values.ts";
import { type FileRecord, LONGEST_RECORD, RecordTooLong, type Splitter } from "./records.ts";

const [LF, CR, COMMA, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [10, 13, 44, 91, 93, 123, 125];
const MARK = Buffer.of(0xef, 0xbb, 0xbf);

/**
 * NDJSON: every line that is not blank is a record, whatever it holds, so that a damaged line costs only itself. In a
 * line that is a list of objects every element is a record, returned as soon as it is complete, so such a line may
 * have any length.
 */
export function lineSplitter(): Splitter {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let line = 1;
  /** Reads the present line, where that is a list. */
  let list: Splitter | undefined;
  let undecided = true;

  function* part(bytes: Buffer): Iterable<FileRecord> {
    if (list !== undefined) return yield* list.push(bytes);
    held.push(bytes);
    heldBytes += bytes.length;
    if (heldBytes > LONGEST_RECORD) throw new RecordTooLong(line);
    const opening = undecided ? opensList(held) : false;
    undecided = opening === undefined;
    if (opening !== true) return;
    list = valueSplitter(line);
    for (const each of held) yield* list.push(each);
    held = [];
    heldBytes = 0;
  }

  function* endOfLine(): Iterable<FileRecord> {
    if (list !== undefined) yield* list.end();
    else {
      const bytes = bare(held.length === 1 ? held[0]! : Buffer.concat(held));
      if (bytes.length > 0) yield { line, bytes };
    }
    held = [];
    heldBytes = 0;
    list = undefined;
    undecided = true;
    line += 1;
  }

  return {
    *push(piece) {
      let from = 0;
      for (let end = piece.indexOf(LF); end >= 0; end = piece.indexOf(LF, from)) {
        yield* part(piece.subarray(from, end));
        yield* endOfLine();
        from = end + 1;
      }
      if (from < piece.length) yield* part(piece.subarray(from));
    },
    *end() {
      yield* endOfLine();
    },
  };
}

/** Whether a line begins a list of objects; undefined while that cannot be told. */
function opensList(pieces: readonly Buffer[]): boolean | undefined {
  let opened = false;
  for (const piece of pieces) {
    for (const byte of piece) {
      if (isWhiteSpace(byte)) continue;
      if (opened) return byte === OPEN_BRACE || byte === CLOSE_BRACKET;
      if (byte !== OPEN_BRACKET) return false;
      opened = true;
    }
  }
  return undefined;
}

/**
 * A line without what does not belong to its value: a byte order mark at its beginning (of concatenated files), the
 * comma of a list.
 */
function bare(line: Buffer): Buffer {
  const start = line.subarray(0, MARK.length).equals(MARK) ? MARK.length : 0;
  let end = line.length;
  while (end > start && isWhiteSpace(line[end - 1]!)) end -= 1;
  if (end === start) return line.subarray(0, 0);
  const isElement = line[start] === OPEN_BRACE && line[end - 2] === CLOSE_BRACE && line[end - 1] === COMMA;
  if (isElement) return line.subarray(start, end - 1);
  return line.subarray(start, line.at(-1) === CR ? -1 : line.length);
}
