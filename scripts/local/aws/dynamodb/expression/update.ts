import type { Operand } from "./condition.ts";
import { parseOperand } from "./condition.ts";
import { assertApart, type Path, parsePath } from "./path.ts";
import type { Placeholders } from "./placeholders.ts";
import { Tokens } from "./tokens.ts";

/** The right side of SET. */
export type Assigned =
  | { kind: "operand"; operand: Operand }
  | { kind: "sum"; left: Assigned; right: Assigned; sign: 1 | -1 }
  | { kind: "if_not_exists"; path: Path; otherwise: Assigned }
  | { kind: "list_append"; left: Assigned; right: Assigned };

export type Update =
  | { section: "SET"; path: Path; value: Assigned }
  | { section: "REMOVE"; path: Path }
  | { section: "ADD" | "DELETE"; path: Path; operand: Operand };

const SECTIONS = ["SET", "REMOVE", "ADD", "DELETE"] as const;

/** The actions of an UpdateExpression, no two of them on overlapping paths. */
export function parseUpdate(text: string, placeholders: Placeholders): Update[] {
  const tokens = new Tokens(text, "UpdateExpression");
  const updates: Update[] = [];
  const seen = new Set<string>();
  while (tokens.current.kind !== "end") {
    const section = SECTIONS.find((name) => tokens.take(name));
    if (section === undefined) throw tokens.syntaxError();
    if (seen.has(section))
      throw tokens.error(`The "${section}" section can only be used once in an update expression;`);
    seen.add(section);
    do updates.push(parseAction(section, tokens, placeholders));
    while (tokens.take(","));
  }
  assertApart(
    updates.map(({ path }) => path),
    tokens,
  );
  return updates;
}

function parseAction(section: Update["section"], tokens: Tokens, placeholders: Placeholders): Update {
  const path = parsePath(tokens, placeholders);
  if (section === "REMOVE") return { section, path };
  if (section !== "SET") return { section, path, operand: parseOperand(tokens, placeholders) };
  tokens.expect("=");
  return { section, path, value: parseAssigned(tokens, placeholders) };
}

function parseAssigned(tokens: Tokens, placeholders: Placeholders): Assigned {
  const left = parseTerm(tokens, placeholders);
  const sign = tokens.take("+") ? 1 : tokens.take("-") ? -1 : undefined;
  return sign === undefined ? left : { kind: "sum", left, right: parseTerm(tokens, placeholders), sign };
}

function parseTerm(tokens: Tokens, placeholders: Placeholders): Assigned {
  const { kind, text } = tokens.current;
  if (kind !== "word" || tokens.following.text !== "(") {
    return { kind: "operand", operand: parseOperand(tokens, placeholders) };
  }
  if (text !== "if_not_exists" && text !== "list_append") {
    throw tokens.error(`Invalid function name; function: ${text}`);
  }
  tokens.next();
  tokens.expect("(");
  const term =
    text === "if_not_exists" ? ifNotExists(tokens, placeholders) : listAppend(tokens, placeholders);
  tokens.expect(")");
  return term;
}

function ifNotExists(tokens: Tokens, placeholders: Placeholders): Assigned {
  const path = parsePath(tokens, placeholders);
  tokens.expect(",");
  return { kind: "if_not_exists", path, otherwise: parseTerm(tokens, placeholders) };
}

function listAppend(tokens: Tokens, placeholders: Placeholders): Assigned {
  const left = parseTerm(tokens, placeholders);
  tokens.expect(",");
  return { kind: "list_append", left, right: parseTerm(tokens, placeholders) };
}
