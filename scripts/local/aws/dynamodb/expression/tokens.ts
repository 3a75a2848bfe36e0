import { validation } from "../errors.ts";

export interface Token {
  /** word: a name or keyword; name: #placeholder; value: :placeholder; end: after the last. */
  kind: "word" | "name" | "value" | "number" | "symbol" | "end";
  text: string;
  start: number;
}

const TOKEN = /\s*(?:(#\w+)|(:\w+)|([A-Za-z_]\w*)|(\d+)|(<>|<=|>=|[-+=<>(),.[\]]))/y;
const KINDS = ["name", "value", "word", "number", "symbol"] as const;

/** Reads an expression's tokens one after the other. `parameter` names the expression in its errors. */
export class Tokens {
  readonly parameter: string;
  private readonly text: string;
  private readonly tokens: Token[];
  private at = 0;

  constructor(text: string, parameter: string) {
    this.text = text;
    this.parameter = parameter;
    this.tokens = this.tokenize();
  }

  get current(): Token {
    return this.tokens[this.at]!;
  }

  get following(): Token {
    return this.tokens[Math.min(this.at + 1, this.tokens.length - 1)]!;
  }

  next(): Token {
    const token = this.current;
    if (token.kind !== "end") this.at++;
    return token;
  }

  /** Whether the current token is this symbol or keyword (in any case). */
  is(text: string): boolean {
    const { kind, text: current } = this.current;
    return (kind === "symbol" || kind === "word") && current.toUpperCase() === text.toUpperCase();
  }

  /** Takes the token if it is the one. */
  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.syntaxError();
  }

  syntaxError(): Error {
    const { kind, text, start } = this.current;
    const near = this.text.slice(
      Math.max(0, this.tokens[Math.max(0, this.at - 1)]!.start),
      start + text.length + 10,
    );
    return this.error(`Syntax error; token: "${kind === "end" ? "<EOF>" : text}", near: "${near.trim()}"`);
  }

  error(message: string): Error {
    return validation(`Invalid ${this.parameter}: ${message}`);
  }

  private tokenize(): Token[] {
    const tokens: Token[] = [];
    const end = this.text.trimEnd().length;
    if (end === 0) throw this.error("The expression can not be empty;");
    let start = 0;
    while (start < end) {
      TOKEN.lastIndex = start;
      const match = TOKEN.exec(this.text);
      if (match === null)
        throw this.error(
          `Syntax error; token: "${this.text[start]}", near: "${this.text.slice(start, start + 10)}"`,
        );
      const group = match.slice(1).findIndex((text) => text !== undefined);
      const text = match[group + 1]!;
      start = TOKEN.lastIndex;
      tokens.push({ kind: KINDS[group]!, text, start: start - text.length });
    }
    tokens.push({ kind: "end", text: "", start: end });
    return tokens;
  }
}
