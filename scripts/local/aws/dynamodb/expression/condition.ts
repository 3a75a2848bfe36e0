import type { AttributeValue } from "../../contract.ts";
import { type Path, parsePath } from "./path.ts";
import type { Placeholders } from "./placeholders.ts";
import { Tokens } from "./tokens.ts";

export type Operand =
  | { kind: "path"; path: Path }
  | { kind: "value"; value: AttributeValue }
  | { kind: "size"; path: Path };

export type Comparator = "=" | "<>" | "<" | "<=" | ">" | ">=";

export type Condition =
  | { kind: "and" | "or"; left: Condition; right: Condition }
  | { kind: "not"; condition: Condition }
  | { kind: "compare"; comparator: Comparator; left: Operand; right: Operand }
  | { kind: "between"; operand: Operand; low: Operand; high: Operand }
  | { kind: "in"; operand: Operand; candidates: Operand[] }
  | { kind: "exists"; path: Path; expected: boolean }
  | { kind: "begins_with" | "contains" | "attribute_type"; operand: Operand; argument: Operand };

const COMPARATORS = new Set(["=", "<>", "<", "<=", ">", ">="]);
const IN_CANDIDATES = 100;

/** A ConditionExpression, FilterExpression or KeyConditionExpression (`parameter` says which). */
export function parseCondition(text: string, parameter: string, placeholders: Placeholders): Condition {
  const tokens = new Tokens(text, parameter);
  const condition = parseOr(tokens, placeholders);
  if (tokens.current.kind !== "end") throw tokens.syntaxError();
  return condition;
}

function parseOr(tokens: Tokens, placeholders: Placeholders): Condition {
  let left = parseAnd(tokens, placeholders);
  while (tokens.take("OR")) left = { kind: "or", left, right: parseAnd(tokens, placeholders) };
  return left;
}

function parseAnd(tokens: Tokens, placeholders: Placeholders): Condition {
  let left = parseNot(tokens, placeholders);
  while (tokens.take("AND")) left = { kind: "and", left, right: parseNot(tokens, placeholders) };
  return left;
}

function parseNot(tokens: Tokens, placeholders: Placeholders): Condition {
  if (tokens.take("NOT")) return { kind: "not", condition: parseNot(tokens, placeholders) };
  if (tokens.take("(")) {
    const condition = parseOr(tokens, placeholders);
    tokens.expect(")");
    return condition;
  }
  return parseFunction(tokens, placeholders) ?? parseComparison(tokens, placeholders);
}

function parseFunction(tokens: Tokens, placeholders: Placeholders): Condition | undefined {
  const { kind, text } = tokens.current;
  if (kind !== "word" || tokens.following.text !== "(" || text === "size") return undefined;
  tokens.next();
  tokens.expect("(");
  const condition = call(text, tokens, placeholders);
  tokens.expect(")");
  return condition;
}

function call(name: string, tokens: Tokens, placeholders: Placeholders): Condition {
  switch (name) {
    case "attribute_exists":
    case "attribute_not_exists":
      return { kind: "exists", path: parsePath(tokens, placeholders), expected: name === "attribute_exists" };
    case "begins_with":
    case "contains":
    case "attribute_type": {
      const operand = parseOperand(tokens, placeholders);
      tokens.expect(",");
      return { kind: name, operand, argument: parseOperand(tokens, placeholders) };
    }
  }
  throw tokens.error(`Invalid function name; function: ${name}`);
}

function parseComparison(tokens: Tokens, placeholders: Placeholders): Condition {
  const left = parseOperand(tokens, placeholders);
  if (tokens.take("BETWEEN")) {
    const low = parseOperand(tokens, placeholders);
    tokens.expect("AND");
    return { kind: "between", operand: left, low, high: parseOperand(tokens, placeholders) };
  }
  if (tokens.take("IN"))
    return { kind: "in", operand: left, candidates: parseCandidates(tokens, placeholders) };
  if (!COMPARATORS.has(tokens.current.text)) throw tokens.syntaxError();
  const comparator = tokens.next().text as Comparator;
  return { kind: "compare", comparator, left, right: parseOperand(tokens, placeholders) };
}

function parseCandidates(tokens: Tokens, placeholders: Placeholders): Operand[] {
  tokens.expect("(");
  const candidates = [parseOperand(tokens, placeholders)];
  while (tokens.take(",")) candidates.push(parseOperand(tokens, placeholders));
  tokens.expect(")");
  if (candidates.length <= IN_CANDIDATES) return candidates;
  throw tokens.error(
    `The IN operator is provided with too many operands; number of operands: ${candidates.length}`,
  );
}

export function parseOperand(tokens: Tokens, placeholders: Placeholders): Operand {
  const { kind, text } = tokens.current;
  if (kind === "value") return { kind: "value", value: placeholders.value(tokens.next().text, tokens) };
  if (text === "size" && tokens.following.text === "(") {
    tokens.next();
    tokens.expect("(");
    const path = parsePath(tokens, placeholders);
    tokens.expect(")");
    return { kind: "size", path };
  }
  return { kind: "path", path: parsePath(tokens, placeholders) };
}
