import type { AttributeValue, Item } from "../../contract.ts";
import { sameValue, sortable, typeOf } from "../attribute-value.ts";
import type { Comparator, Condition, Operand } from "./condition.ts";
import { valueAt } from "./path.ts";

/** Whether an item (empty when there is none) meets a condition. A missing attribute meets no comparison but `<>`. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case "and":
      return holds(condition.left, item) && holds(condition.right, item);
    case "or":
      return holds(condition.left, item) || holds(condition.right, item);
    case "not":
      return !holds(condition.condition, item);
    case "exists":
      return (valueAt(item, condition.path) !== undefined) === condition.expected;
    case "compare":
      return compares(
        condition.comparator,
        operandValue(condition.left, item),
        operandValue(condition.right, item),
      );
    case "between": {
      const value = operandValue(condition.operand, item);
      return (
        compares(">=", value, operandValue(condition.low, item)) &&
        compares("<=", value, operandValue(condition.high, item))
      );
    }
    case "in": {
      const value = operandValue(condition.operand, item);
      return condition.candidates.some((candidate) => compares("=", value, operandValue(candidate, item)));
    }
    default:
      return test(
        condition.kind,
        operandValue(condition.operand, item),
        operandValue(condition.argument, item),
      );
  }
}

type Value = AttributeValue | undefined;

function compares(comparator: Comparator, left: Value, right: Value): boolean {
  if (left === undefined || right === undefined) return comparator === "<>";
  if (comparator === "=") return sameValue(left, right);
  if (comparator === "<>") return !sameValue(left, right);
  const type = typeOf(left);
  if (type !== typeOf(right) || !(type === "S" || type === "N" || type === "B")) return false;
  const [a, b] = [sortable(left), sortable(right)];
  if (comparator === "<") return a < b;
  if (comparator === "<=") return a <= b;
  return comparator === ">" ? a > b : a >= b;
}

function test(kind: "begins_with" | "contains" | "attribute_type", value: Value, argument: Value): boolean {
  if (value === undefined || argument === undefined) return false;
  if (kind === "attribute_type") return typeOf(value) === argument.S;
  const type = typeOf(value);
  if (kind === "contains" && Array.isArray(value.L))
    return value.L.some((element) => sameValue(element, argument));
  if (kind === "contains" && type.endsWith("S") && type !== "S") {
    return (value[type] as string[]).includes(argument[type.slice(0, -1)] as string);
  }
  if (type !== typeOf(argument) || (type !== "S" && type !== "B")) return false;
  const [whole, part] = [sortable(value), sortable(argument)];
  return kind === "contains" ? whole.includes(part) : whole.startsWith(part);
}

export function operandValue(operand: Operand, item: Item): Value {
  if (operand.kind === "value") return operand.value;
  const value = valueAt(item, operand.path);
  if (operand.kind === "path" || value === undefined) return value;
  const size = sizeOf(value);
  return size === undefined ? undefined : { N: String(size) };
}

/** Length of a string, bytes of a binary, members of anything that has members. */
function sizeOf(value: AttributeValue): number | undefined {
  const type = typeOf(value);
  if (type === "S") return (value.S as string).length;
  if (type === "B") return Buffer.byteLength(value.B as string, "base64");
  const content = value[type];
  if (Array.isArray(content)) return content.length;
  return type === "M" ? Object.keys(content as Item).length : undefined;
}
