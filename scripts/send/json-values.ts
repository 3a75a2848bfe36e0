import { isWhiteSpace } from "../../shared/json/white-space.ts";
import { type FileRecord, LONGEST_RECORD, RecordTooLong, type Splitter } from "./records.ts";

const [QUOTE, BACKSLASH, COMMA, LF] = [34, 92, 44, 10];
/** What stands before each text of a sequence (RFC 7464, `jq --seq`). */
export const RECORD_SEPARATOR = 0x1e;
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [91, 93, 123, 125];

/**
 * The values of a JSON text that is not written line by line: objects that may span lines, one after the other, and
 * the elements of lists of objects. It only counts brackets, so that a list of any length needs the memory of one
 * element; whether a record is JSON is checked later. Other text between the values is a record, too. In a sequence of
 * texts, one that is cut off ends where the next one begins.
 * @param firstLine number of the line on which the text begins
 */
export function valueSplitter(firstLine = 1): Splitter {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let line = firstLine;
  let part = 0;
  /** Where the present record began; undefined between records. */
  let begun: number | undefined;
  /** Brackets of the present record that are open. */
  let depth = 0;
  let inList = false;
  /** The current record is only a "[" so far. If an object follows, it is a list of records. */
  let perhapsList = false;
  let inString = false;
  let escaped = false;
  let atLineStart = true;

  /** The present record, which ends with these bytes. */
  function take(tail: Buffer): FileRecord {
    const bytes = trimmed(held.length === 0 ? tail : Buffer.concat([...held, tail]));
    const record = { line: begun!, part: ++part, bytes };
    forget();
    return record;
  }

  function forget(): void {
    held = [];
    heldBytes = 0;
    begun = undefined;
    depth = 0;
    inString = false;
    perhapsList = false;
  }

  return {
    *push(piece) {
      let from = 0;
      for (let at = 0; at < piece.length; at += 1) {
        const byte = piece[at]!;
        const isNextText = byte === RECORD_SEPARATOR && atLineStart;
        atLineStart = byte === LF;
        if (byte === LF) line += 1;
        if (isNextText) {
          if (begun !== undefined) yield take(piece.subarray(from, at));
          inList = false;
          continue;
        }
        if (inString) {
          if (escaped) escaped = false;
          else if (byte === BACKSLASH) escaped = true;
          else if (byte === QUOTE) inString = false;
          // A JSON string holds no line end, so outside of an object an unclosed string costs only its line.
          else if (byte === LF && depth === 0 && !inList) yield take(piece.subarray(from, at));
          continue;
        }
        if (perhapsList && !isWhiteSpace(byte)) {
          perhapsList = false;
          if (byte === OPEN_BRACE || byte === CLOSE_BRACKET) {
            forget();
            inList = true;
          }
        }
        if (depth > 0) {
          if (byte === QUOTE) inString = true;
          else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
          else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
            depth -= 1;
            if (depth === 0) yield take(piece.subarray(from, at + 1));
          }
          continue;
        }
        const opens = byte === OPEN_BRACE || byte === OPEN_BRACKET;
        const separates = byte === COMMA || (inList ? byte === CLOSE_BRACKET : byte === LF);
        if (begun !== undefined && (opens || separates)) yield take(piece.subarray(from, at));
        if (separates) {
          if (byte === CLOSE_BRACKET) inList = false;
          continue;
        }
        if (begun === undefined) {
          if (isWhiteSpace(byte) || isMark(byte) || byte === RECORD_SEPARATOR) continue;
          begun = line;
          from = at;
        }
        if (opens) {
          depth = 1;
          perhapsList = byte === OPEN_BRACKET && !inList;
        } else if (byte === QUOTE) inString = true;
      }
      if (begun === undefined) return;
      held.push(piece.subarray(from));
      heldBytes += piece.length - from;
      if (heldBytes > LONGEST_RECORD) throw new RecordTooLong(begun);
    },
    *end() {
      if (begun !== undefined) yield take(Buffer.alloc(0));
    },
  };
}

/**
 * The byte order mark that some programs put before UTF-8, and which therefore also stands between concatenated
 * files.
 */
const isMark = (byte: number): boolean => byte === 0xef || byte === 0xbb || byte === 0xbf;

function trimmed(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && isWhiteSpace(bytes[end - 1]!)) end -= 1;
  return bytes.subarray(0, end);
}
