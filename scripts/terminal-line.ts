import { printable } from "./terminal.ts";

/** A terminal, as far as a line that is written over needs it. */
export type LineOutput = Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">;

/** What a terminal is wide where it does not say so. */
const USUAL_COLUMNS = 80;

/** A line at the foot of a terminal that is written over again and again. Where there is no terminal nothing is written. */
export class TerminalLine {
  readonly #output: LineOutput;
  #shown = false;

  constructor(output: LineOutput = process.stderr) {
    this.#output = output;
  }

  get isSeen(): boolean {
    return this.#output.isTTY === true;
  }

  /** A text that is too long would begin a second line, which nothing writes over: it is cut. */
  show(text: string): void {
    if (!this.isSeen) return;
    const width = (this.#output.columns || USUAL_COLUMNS) - 1;
    const line = printable(text);
    this.#output.write(`\r\u001b[K${line.length > width ? `${line.slice(0, width - 1)}…` : line}`);
    this.#shown = true;
  }

  /** To be called before anything else is printed. */
  clear(): void {
    if (!this.#shown) return;
    this.#output.write("\r\u001b[K");
    this.#shown = false;
  }
}
