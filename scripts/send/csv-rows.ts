import { CsvError, type Parser, parse } from "csv-parse";
import { parse as parseAll } from "csv-parse/sync";
import { backslashesAtEnd, withDoubledQuotes } from "./backslashes.ts";
import type { CsvDialect } from "./csv-head.ts";

/** A row and its bytes, line ends before and behind it included. */
export interface ParsedRow {
  cells: string[];
  bytes: Buffer;
}

/**
 * Longest row, bytes: twice what fits on the stream. A quote that is never closed would make the rest of the file one
 * cell; it is reported after as many bytes.
 */
export const LONGEST_ROW = 2 * 1024 * 1024;

const usual = ({ delimiter, padded }: CsvDialect) => ({
  delimiter,
  trim: padded,
  // All of them, since files that were put together have several.
  record_delimiter: ["\r\n", "\n", "\r"],
  relax_column_count: true,
  skip_empty_lines: true,
});

/**
 * Whether a row is several that a stray quote at the beginning of a cell made one: it reaches to the next such quote.
 * Quotes within a cell, which are taken as they are, do not go over a line's end.
 */
export function isTorn({ cells, bytes }: ParsedRow, dialect: CsvDialect): boolean {
  if (!cells.some((cell) => cell.startsWith('"') && /[\r\n]/.test(cell))) return false;
  try {
    parseAll(dialect.backslashes ? withDoubledQuotes(bytes) : bytes, usual(dialect));
    return false;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return true;
  }
}

/** The rows of CSV text that comes in pieces, until one cannot be read; then `rest` begins with it. */
export class RowParser {
  readonly #parser: Parser;
  readonly #backslashes: boolean;
  /** Backslashes at the end of what was given, which the parser has yet to see. */
  #kept: Buffer = Buffer.alloc(0);
  /** What was given since the end of the last row, and how much was given before that. */
  #held: Buffer = Buffer.alloc(0);
  #before = 0;

  constructor(dialect: CsvDialect) {
    this.#backslashes = dialect.backslashes;
    this.#parser = parse({
      ...usual(dialect),
      info: true,
      relax_quotes: true,
      max_record_size: LONGEST_ROW,
    });
    // The parser is asked for its state, because its event comes only after the rows.
    this.#parser.on("error", () => {});
  }

  push(piece: Buffer): ParsedRow[] {
    this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    this.#parser.write(this.#backslashes ? this.#doubled(piece) : piece);
    return this.#ready();
  }

  #doubled(piece: Buffer): Buffer {
    const text = Buffer.concat([this.#kept, piece]);
    const end = text.length - backslashesAtEnd(text);
    this.#kept = text.subarray(end);
    return withDoubledQuotes(text.subarray(0, end));
  }

  async end(): Promise<ParsedRow[]> {
    await new Promise<void>((resolve) => {
      this.#parser.once("error", () => resolve());
      this.#parser.on("readable", () => resolve());
      this.#parser.once("end", resolve);
      if (this.#kept.length > 0) this.#parser.write(this.#kept);
      this.#parser.end();
    });
    return this.#ready();
  }

  /** Why no more rows can be read. */
  get failed(): Error | undefined {
    return this.#parser.errored ?? undefined;
  }

  get rest(): Buffer {
    return this.#held;
  }

  /** Read synchronously: a parser that fails, or a pipe, discards the rows that it has ready. */
  #ready(): ParsedRow[] {
    const rows: ParsedRow[] = [];
    for (let row = this.#parser.read(); row !== null; row = this.#parser.read()) {
      const length = row.info.bytes - this.#before;
      rows.push({ cells: row.record, bytes: this.#held.subarray(0, length) });
      this.#held = this.#held.subarray(length);
      this.#before += length;
    }
    return rows;
  }
}
