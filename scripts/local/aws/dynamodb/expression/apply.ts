import type { AttributeValue, Item } from "../../contract.ts";
import { typeOf } from "../attribute-value.ts";
import { addNumbers } from "../decimal.ts";
import { validation } from "../errors.ts";
import { operandValue } from "./evaluate.ts";
import { type Path, valueAt } from "./path.ts";
import type { Assigned, Update } from "./update.ts";

/** A new item with the updates done. Every right side sees the item as it was before. */
export function applyUpdates(before: Item, updates: readonly Update[]): Item {
  const after = structuredClone(before);
  const removed: { list: (AttributeValue | undefined)[]; index: number }[] = [];
  for (const update of updates) {
    if (update.section === "REMOVE") remove(after, update.path, removed);
    else {
      const value = newValue(update, before);
      if (value === undefined) remove(after, update.path, removed);
      else write(after, update.path, value);
    }
  }
  // Only now do list elements move up, so that the indexes of all actions mean the list as it was.
  for (const { list, index } of removed.sort((a, b) => b.index - a.index)) list.splice(index, 1);
  return after;
}

function newValue(update: Exclude<Update, { section: "REMOVE" }>, item: Item): AttributeValue | undefined {
  if (update.section === "SET") return structuredClone(assigned(update.value, item));
  const current = valueAt(item, update.path);
  const operand = required(operandValue(update.operand, item));
  return update.section === "ADD" ? added(current, operand) : deleted(current, operand);
}

function assigned(value: Assigned, item: Item): AttributeValue {
  switch (value.kind) {
    case "operand":
      return required(operandValue(value.operand, item));
    case "if_not_exists":
      return valueAt(item, value.path) ?? assigned(value.otherwise, item);
    case "sum": {
      const [left, right] = [assigned(value.left, item), assigned(value.right, item)];
      if (typeof left.N !== "string" || typeof right.N !== "string") throw wrongType();
      return { N: addNumbers(left.N, right.N, value.sign) };
    }
    case "list_append": {
      const [left, right] = [assigned(value.left, item), assigned(value.right, item)];
      if (!Array.isArray(left.L) || !Array.isArray(right.L)) throw wrongType();
      return { L: [...left.L, ...right.L] };
    }
  }
}

function added(current: AttributeValue | undefined, operand: AttributeValue): AttributeValue {
  const type = typeOf(operand);
  if (type !== "N" && !isSet(type)) throw wrongType();
  if (current === undefined) return operand;
  if (typeOf(current) !== type) throw wrongType();
  if (type === "N") return { N: addNumbers(current.N as string, operand.N as string, 1) };
  return { [type]: [...new Set([...(current[type] as string[]), ...(operand[type] as string[])])] };
}

/** Undefined when the set has no member left: DynamoDB has no empty sets. */
function deleted(current: AttributeValue | undefined, operand: AttributeValue): AttributeValue | undefined {
  const type = typeOf(operand);
  if (!isSet(type)) throw wrongType();
  if (current === undefined) return undefined;
  if (typeOf(current) !== type) throw wrongType();
  const gone = new Set(operand[type] as string[]);
  const left = (current[type] as string[]).filter((member) => !gone.has(member));
  return left.length === 0 ? undefined : { [type]: left };
}

const isSet = (type: string) => type === "SS" || type === "NS" || type === "BS";

function write(item: Item, path: Path, value: AttributeValue): void {
  const container = containerOf(item, path);
  const last = path.at(-1)!;
  if (container === undefined) throw invalidPath();
  if (Array.isArray(container) && typeof last === "number")
    container[Math.min(last, container.length)] = value;
  else if (!Array.isArray(container) && typeof last === "string") container[last] = value;
  else throw invalidPath();
}

function remove(
  item: Item,
  path: Path,
  removed: { list: (AttributeValue | undefined)[]; index: number }[],
): void {
  const container = containerOf(item, path);
  const last = path.at(-1)!;
  if (container === undefined) throw invalidPath();
  if (Array.isArray(container)) {
    if (typeof last !== "number") throw invalidPath();
    if (last < container.length) removed.push({ list: container, index: last });
  } else if (typeof last === "string") delete container[last];
  else throw invalidPath();
}

/** The map or list that holds the last step of a path. */
function containerOf(item: Item, path: Path): Item | AttributeValue[] | undefined {
  if (path.length === 1) return item;
  const parent = valueAt(item, path.slice(0, -1) as unknown as Path);
  return (parent?.M as Item | undefined) ?? (parent?.L as AttributeValue[] | undefined);
}

function required(value: AttributeValue | undefined): AttributeValue {
  if (value !== undefined) return value;
  throw validation("The provided expression refers to an attribute that does not exist in the item");
}

const wrongType = () => validation("An operand in the update expression has an incorrect data type");
const invalidPath = () =>
  validation("The document path provided in the update expression is invalid for update");
