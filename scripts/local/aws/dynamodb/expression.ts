import type { AttributeValue, DynamoItem } from "../contract.ts";
import { sortable, typeOf } from "./attribute-value.ts";
import { validationError } from "./errors.ts";
import type { Fails, Placeholders } from "./placeholders.ts";

/** What an expression says of one attribute of the item itself. */
export interface ConditionTerm {
  name: string;
  operator: "=" | "<" | "<=" | ">" | ">=" | "between" | "begins_with" | "exists" | "not_exists";
  /** Two for `between`, none for whether it exists, else one. */
  values: AttributeValue[];
}

/** Any of these, each of which is all of its terms: AND binds closer than OR. */
export type ItemCondition = readonly (readonly ConditionTerm[])[];

const NAME = "(?<name>#\\w+|[a-z_]\\w*)";
const VALUE = "(:\\w+)";
const TERM = new RegExp(
  `\\s*(?:(?<call>\\w+)\\s*\\(\\s*${NAME}\\s*(?:,\\s*(?<argument>${VALUE})\\s*)?\\)` +
    `|${NAME}\\s*(?:(?<comparator>[<>]=|[=<>](?![=<>]))\\s*(?<value>${VALUE})` +
    `|\\bbetween\\s+(?<low>${VALUE})\\s+and\\s+(?<high>${VALUE})))`,
  "iy",
);
const JOINT = /\s*\b(and|or)\b/iy;
const KNOWN =
  "name = :value (or <, <=, >, >=), name BETWEEN :low AND :high, begins_with(name, :value), " +
  "attribute_exists(name) and attribute_not_exists(name), joined by AND and OR";

/** A ConditionExpression or KeyConditionExpression; `parameter` says which. */
export function parseCondition(text: string, parameter: string, placeholders: Placeholders): ItemCondition {
  const error = (message: string) => validationError(`Invalid ${parameter}: ${message}`);
  if (text.trim() === "") throw error("The expression can not be empty;");
  const alternatives: ConditionTerm[][] = [[]];
  for (let at = 0; ; ) {
    TERM.lastIndex = at;
    const found = TERM.exec(text);
    if (found === null) throw error(notRead(text.slice(at)));
    alternatives.at(-1)!.push(termOf(found.groups!, placeholders, error));
    JOINT.lastIndex = TERM.lastIndex;
    const joint = JOINT.exec(text);
    if (joint === null && text.slice(TERM.lastIndex).trim() === "") return alternatives;
    if (joint === null) throw error(notRead(text.slice(TERM.lastIndex)));
    if (joint[1]!.toUpperCase() === "OR") alternatives.push([]);
    at = JOINT.lastIndex;
  }
}

const notRead = (rest: string) =>
  `the local DynamoDB does not understand "${rest.trim() || "<EOF>"}". It knows ${KNOWN}.`;

type Groups = Record<string, string | undefined>;

function termOf(groups: Groups, placeholders: Placeholders, error: Fails): ConditionTerm {
  const operator = groups.call === undefined ? (groups.comparator ?? "between") : CALLS[groups.call];
  const written = [groups.argument, groups.value, groups.low, groups.high].filter((one) => one !== undefined);
  if (operator === undefined) throw error(`Invalid function name; function: ${groups.call}`);
  const expected = operator.endsWith("exists") ? 0 : operator === "between" ? 2 : 1;
  if (written.length !== expected)
    throw error(
      `Incorrect number of operands for operator or function; operator or function: ${groups.call}, number of operands: ${written.length + 1}`,
    );
  const values = written.map((placeholder) => placeholders.value(placeholder, error));
  return {
    name: placeholders.name(groups.name!, error),
    operator: operator as ConditionTerm["operator"],
    values,
  };
}

const CALLS: Record<string, ConditionTerm["operator"] | undefined> = {
  attribute_exists: "exists",
  attribute_not_exists: "not_exists",
  begins_with: "begins_with",
};

/** Whether an item (empty when there is none) meets a condition. */
export const holds = (condition: ItemCondition, item: DynamoItem): boolean =>
  condition.some((terms) => terms.every((term) => meets(term, item)));

/** An attribute that is missing, or of another type, meets no comparison. */
export function meets({ name, operator, values }: ConditionTerm, item: DynamoItem): boolean {
  const value = Object.hasOwn(item, name) ? item[name] : undefined;
  if (operator === "exists") return value !== undefined;
  if (operator === "not_exists") return value === undefined;
  if (value === undefined || typeOf(value) !== typeOf(values[0]!)) return false;
  const [own, first, second] = [sortable(value), sortable(values[0]!), sortable(values[1] ?? values[0]!)];
  switch (operator) {
    case "=":
      return own === first;
    case "<":
      return own < first;
    case "<=":
      return own <= first;
    case ">":
      return own > first;
    case ">=":
      return own >= first;
    case "between":
      return own >= first && own <= second;
    case "begins_with":
      return own.startsWith(first);
  }
}
