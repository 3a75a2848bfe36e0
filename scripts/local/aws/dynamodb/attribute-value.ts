import { ITEM_LEVELS } from "../../../../shared/limits.ts";
import type { AttributeValue, DynamoItem } from "../contract.ts";
import { canonicalNumber, sortableNumber } from "./decimal.ts";
import { invalidParameters, validationError } from "./errors.ts";

const TYPES = ["S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"] as const;
type Type = (typeof TYPES)[number];

const SET_NAMES: Record<string, string> = { SS: "string", NS: "number", BS: "binary" };

export const typeOf = (value: AttributeValue): Type => Object.keys(value)[0] as Type;

/** Checks an item and makes its numbers canonical, in place. Returns its size as DynamoDB counts it, in bytes. */
export function checkItem(item: DynamoItem, depth = 0): number {
  let bytes = 0;
  for (const name in item) bytes += Buffer.byteLength(name) + checkValue(item[name]!, depth);
  return bytes;
}

/** The same for one value. */
export function checkValue(value: AttributeValue, depth = 0): number {
  const type = onlyType(value);
  const content = value[type];
  switch (type) {
    case "S":
      return Buffer.byteLength(expectString(content));
    case "N":
      value.N = canonicalNumber(expectString(content));
      return numberBytes(value.N as string);
    case "B":
      return Buffer.byteLength(expectString(content), "base64");
    case "BOOL":
      return 1;
    case "NULL":
      if (content !== true) throw invalidParameters("Null attribute value types must have the value of true");
      return 1;
    case "M":
      if (depth >= ITEM_LEVELS) throw tooDeep();
      return 3 + Object.keys(content as DynamoItem).length + checkItem(content as DynamoItem, depth + 1);
    case "L":
      if (depth >= ITEM_LEVELS) throw tooDeep();
      return (content as AttributeValue[]).reduce(
        (bytes, entry) => bytes + 1 + checkValue(entry, depth + 1),
        3,
      );
    default:
      return checkSet(value, type, content as string[]);
  }
}

function onlyType(value: AttributeValue): Type {
  let found: Type | undefined;
  for (const type in value) {
    if (found !== undefined) throw wrongTypes("has more than one datatypes set");
    found = type as Type;
  }
  if (found === undefined || !TYPES.includes(found)) throw wrongTypes("is empty");
  return found;
}

function checkSet(value: AttributeValue, type: Type, members: string[]): number {
  if (members.length === 0) throw invalidParameters(`An ${SET_NAMES[type]} set  may not be empty`);
  const canonical = type === "NS" ? members.map(canonicalNumber) : members;
  if (new Set(canonical).size < members.length) {
    throw invalidParameters(`Input collection [${members.join(", ")}] contains duplicates.`);
  }
  value[type] = canonical;
  const size =
    type === "NS"
      ? numberBytes
      : type === "BS"
        ? (text: string) => Buffer.byteLength(text, "base64")
        : (text: string) => Buffer.byteLength(text);
  return canonical.reduce((bytes, member) => bytes + size(member), 0);
}

function expectString(content: unknown): string {
  if (typeof content === "string") return content;
  throw wrongTypes("has a value of the wrong kind");
}

/** Two significant digits a byte, one byte more for the sign and one for the exponent. */
function numberBytes(canonical: string): number {
  let digits = 0;
  let zeros = 0;
  for (let index = 0; index < canonical.length; index++) {
    const unit = canonical.charCodeAt(index);
    if (unit === MINUS || unit === POINT) continue;
    if (unit === ZERO) {
      zeros++;
      continue;
    }
    digits += digits === 0 ? 1 : zeros + 1;
    zeros = 0;
  }
  return Math.ceil(digits / 2) + (canonical.charCodeAt(0) === MINUS ? 2 : 1);
}

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

/** A string that sorts among values of the same type (S, N or B) as DynamoDB sorts them. */
export function sortable(value: AttributeValue): string {
  // latin1 gives each byte one character, so that comparing strings compares UTF-8 bytes.
  if (typeof value.S === "string") return Buffer.from(value.S).toString("latin1");
  if (typeof value.N === "string") return sortableNumber(value.N);
  return Buffer.from(String(value.B), "base64").toString("latin1");
}

const tooDeep = () => validationError("Nesting Levels have exceeded supported limits");

const wrongTypes = (what: string) =>
  validationError(`Supplied AttributeValue ${what}, must contain exactly one of the supported datatypes`);
