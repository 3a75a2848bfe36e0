import { type FileRecord, isBlank, LONGEST_RECORD, RecordTooLong, type Splitter } from "./records.ts";

const [QUOTE, BACKSLASH, COMMA, LF] = [34, 92, 44, 10];
const isOpening = (byte: number) => byte === 123 || byte === 91;
const isClosing = (byte: number) => byte === 125 || byte === 93;

/**
 * The values of a JSON file that is not written line by line: the elements of one list (`inList`), or objects that
 * may span lines, one after the other. It only counts brackets, so that a list of any length needs the memory of one
 * element; whether a record is JSON is seen later.
 */
export function valueSplitter(inList: boolean): Splitter {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let number = 1;
  /** Brackets that are open, those of a list itself not counted. */
  const outside = inList ? -1 : 0;
  let depth = outside;
  let inString = false;
  let escaped = false;

  function take(tail: Buffer): FileRecord[] {
    const bytes = trim(heldBytes === 0 ? tail : Buffer.concat([...held, tail]));
    held = [];
    heldBytes = 0;
    return bytes.length === 0 ? [] : [{ number: number++, bytes }];
  }

  return {
    *push(piece) {
      let from = 0;
      for (let at = 0; at < piece.length; at += 1) {
        const byte = piece[at]!;
        if (inString) {
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) inString = false;
        } else if (byte === QUOTE) inString = true;
        else if (isOpening(byte)) {
          depth += 1;
          if (inList && depth === 0) from = at + 1;
        } else if (isClosing(byte)) {
          depth = Math.max(depth - 1, outside);
          if (depth === outside) {
            yield* take(piece.subarray(from, inList ? at : at + 1));
            from = at + 1;
          }
        } else if (depth === 0 && byte === (inList ? COMMA : LF)) {
          yield* take(piece.subarray(from, at));
          from = at + 1;
        }
      }
      held.push(piece.subarray(from));
      heldBytes += piece.length - from;
      if (heldBytes > LONGEST_RECORD) throw new RecordTooLong(number);
    },
    *end() {
      yield* take(Buffer.alloc(0));
    },
  };
}

function trim(bytes: Buffer): Buffer {
  let start = 0;
  let end = bytes.length;
  while (start < end && isBlank(bytes.subarray(start, start + 1))) start += 1;
  while (end > start && isBlank(bytes.subarray(end - 1, end))) end -= 1;
  return bytes.subarray(start, end);
}
