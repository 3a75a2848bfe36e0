import type { AttributeValue } from "../contract.ts";
import { sortable, typeOf } from "./attribute-value.ts";
import { invalidParameters, validation } from "./errors.ts";
import { type Comparator, type Condition, type Operand, parseCondition } from "./expression/condition.ts";
import type { Placeholders } from "./expression/placeholders.ts";
import { type Input, missing } from "./input.ts";
import type { Table } from "./table.ts";

/** What a query asks for: one partition, and a range of sort keys in sortable form. */
export interface KeyCondition {
  partition: string;
  sort: SortRange | undefined;
}

interface SortRange {
  low: string | undefined;
  lowIncluded: boolean;
  high: string | undefined;
  highIncluded: boolean;
  prefix: string | undefined;
}

export function keyCondition(input: Input, table: Table, placeholders: Placeholders): KeyCondition {
  const text = input.KeyConditionExpression;
  if (typeof text !== "string") throw missing("keyConditionExpression");
  const terms = conjunction(parseCondition(text, "KeyConditionExpression", placeholders));
  const { partitionKey, sortKey } = table.definition;
  let partition: string | undefined;
  let sort: SortRange | undefined;
  for (const term of terms) {
    const name = attributeOf(term);
    if (name === partitionKey.name && partition === undefined)
      partition = equalTo(term, partitionKey.type, name);
    else if (name === sortKey?.name && sort === undefined) sort = range(term, sortKey!.type, name!);
    else throw unsupported(partitionKey.name, name);
  }
  if (partition === undefined)
    throw validation(`Query condition missed key schema element: ${partitionKey.name}`);
  return { partition, sort };
}

/** Where a sort key lies, seen in ascending order. */
export function withinSort({ sort }: KeyCondition, value: AttributeValue): "before" | "within" | "after" {
  if (sort === undefined) return "within";
  const key = sortable(value);
  const { low, lowIncluded, high, highIncluded, prefix } = sort;
  if (low !== undefined && (key < low || (key === low && !lowIncluded))) return "before";
  if (high !== undefined && (key > high || (key === high && !highIncluded))) return "after";
  if (prefix === undefined || key.startsWith(prefix)) return "within";
  return key < prefix ? "before" : "after";
}

function conjunction(condition: Condition): Condition[] {
  if (condition.kind === "and") return [...conjunction(condition.left), ...conjunction(condition.right)];
  return [condition];
}

function attributeOf(term: Condition): string | undefined {
  const operands: Operand[] =
    term.kind === "compare" ? [term.left, term.right] : "operand" in term ? [term.operand] : [];
  const named = operands.find((operand) => operand.kind === "path");
  return named?.kind === "path" && named.path.length === 1 ? named.path[0] : undefined;
}

function equalTo(term: Condition, type: string, name: string): string {
  if (term.kind !== "compare" || term.comparator !== "=")
    throw validation("Query key condition not supported");
  return literal(term.left.kind === "value" ? term.left : term.right, type, name);
}

const OPEN = { low: undefined, lowIncluded: true, high: undefined, highIncluded: true, prefix: undefined };

function range(term: Condition, type: string, name: string): SortRange {
  if (term.kind === "between")
    return { ...OPEN, low: literal(term.low, type, name), high: literal(term.high, type, name) };
  if (term.kind === "begins_with") return { ...OPEN, prefix: literal(term.argument, type, name) };
  if (term.kind !== "compare") throw validation("Query key condition not supported");
  const turned = term.left.kind === "value";
  const key = literal(turned ? term.left : term.right, type, name);
  switch (turned ? mirrored(term.comparator) : term.comparator) {
    case "=":
      return { ...OPEN, low: key, high: key };
    case "<":
      return { ...OPEN, high: key, highIncluded: false };
    case "<=":
      return { ...OPEN, high: key };
    case ">":
      return { ...OPEN, low: key, lowIncluded: false };
    case ">=":
      return { ...OPEN, low: key };
  }
  throw validation("Unsupported operator on KeyCondition: operator: <>");
}

/** `:v < key` is `key > :v`. */
const mirrored = (comparator: Comparator) =>
  comparator.replace(/[<>]/, (sign) => (comparator === "<>" ? sign : sign === "<" ? ">" : "<")) as Comparator;

function literal(operand: Operand, type: string, name: string): string {
  if (operand.kind !== "value") throw validation("Query key condition not supported");
  if (typeOf(operand.value) === type) return sortable(operand.value);
  throw invalidParameters(`Condition parameter type does not match schema type for key ${name}`);
}

function unsupported(partitionName: string, name: string | undefined) {
  if (name === undefined) return validation("Query key condition not supported");
  return validation(`Query condition missed key schema element: ${partitionName}`);
}
