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
export const valueSplitter = (firstLine = 1): Splitter => new ValueSplitter(firstLine);

class ValueSplitter implements Splitter {
  #held: Buffer[] = [];
  #heldBytes = 0;
  #line: number;
  #part = 0;
  /** The line on which the present record began; undefined between records. */
  #begun: number | undefined;
  /** Brackets of the present record that are open. */
  #depth = 0;
  #inList = false;
  /** The present record is only a "[" so far. If an object follows, it is a list of records. */
  #perhapsList = false;
  #inString = false;
  #escaped = false;
  #atLineStart = true;

  constructor(firstLine: number) {
    this.#line = firstLine;
  }

  *push(piece: Buffer): Generator<FileRecord> {
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at]!;
      const isNextText = byte === RECORD_SEPARATOR && this.#atLineStart;
      this.#atLineStart = byte === LF;
      if (byte === LF) this.#line += 1;
      if (isNextText) {
        if (this.#begun !== undefined) yield this.#take(piece.subarray(from, at));
        this.#inList = false;
        continue;
      }
      if (this.#inString) {
        if (this.#endsUnclosed(byte)) yield this.#take(piece.subarray(from, at));
        continue;
      }
      if (this.#perhapsList && !isWhiteSpace(byte)) this.#settleList(byte);
      if (this.#depth > 0) {
        if (this.#closes(byte)) yield this.#take(piece.subarray(from, at + 1));
        continue;
      }
      const opens = byte === OPEN_BRACE || byte === OPEN_BRACKET;
      const separates = this.#separates(byte);
      if (this.#begun !== undefined && (opens || separates)) yield this.#take(piece.subarray(from, at));
      if (separates) this.#inList &&= byte !== CLOSE_BRACKET;
      else if (this.#begins(byte)) from = at;
    }
    if (this.#begun !== undefined) this.#hold(piece.subarray(from));
  }

  *end(): Generator<FileRecord> {
    if (this.#begun !== undefined) yield this.#take(Buffer.alloc(0));
  }

  /** A byte within a string; whether the record ends before it. */
  #endsUnclosed(byte: number): boolean {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
    // A JSON string holds no line end, so outside of an object an unclosed string costs only its line.
    else return byte === LF && this.#depth === 0 && !this.#inList;
    return false;
  }

  /** What follows the "[" of a record says whether it is a list of records: then its bracket is none of theirs. */
  #settleList(byte: number): void {
    this.#perhapsList = false;
    if (byte !== OPEN_BRACE && byte !== CLOSE_BRACKET) return;
    this.#forget();
    this.#inList = true;
  }

  /** A byte within brackets; whether the record ends with it. */
  #closes(byte: number): boolean {
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      this.#depth -= 1;
      return this.#depth === 0;
    }
    return false;
  }

  #separates(byte: number): boolean {
    return byte === COMMA || (this.#inList ? byte === CLOSE_BRACKET : byte === LF);
  }

  /** A byte outside of brackets; whether a record begins with it. */
  #begins(byte: number): boolean {
    const isFirst = this.#begun === undefined;
    if (isFirst && (isWhiteSpace(byte) || isMark(byte) || byte === RECORD_SEPARATOR)) return false;
    this.#begun ??= this.#line;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      this.#depth = 1;
      this.#perhapsList = byte === OPEN_BRACKET && !this.#inList;
    } else if (byte === QUOTE) this.#inString = true;
    return isFirst;
  }

  /** Keeps what a record has of a piece until the next one comes. */
  #hold(bytes: Buffer): void {
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > LONGEST_RECORD) throw new RecordTooLong(this.#begun!);
  }

  /** The present record, which ends with these bytes. */
  #take(tail: Buffer): FileRecord {
    const bytes = trimmed(this.#held.length === 0 ? tail : Buffer.concat([...this.#held, tail]));
    this.#part += 1;
    const record = { line: this.#begun!, part: this.#part, bytes };
    this.#forget();
    return record;
  }

  #forget(): void {
    this.#held = [];
    this.#heldBytes = 0;
    this.#begun = undefined;
    this.#depth = 0;
    this.#inString = false;
    this.#perhapsList = false;
  }
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
