import { ITEM_BYTES } from "../../../../shared/limits.ts";
import type { DynamoItem } from "../contract.ts";
import { isUsualDecimal, USUAL_NUMBER } from "./decimal.ts";
import { isPlain } from "./plain.ts";

/** An item to be put, with canonical numbers and below the largest size. */
export interface PlainPut {
  json: string;
  /** Of one that was not parsed, all but the maps. */
  attributes: DynamoItem;
}

const START = '{"RequestItems":{"';
const PUT_REQUEST = '{"PutRequest":{"Item":{';
const COMMA = 0x2c;
const CLOSE = 0x7d;
/** The rest of `{"M":{` where all that it holds are numbers. */
const NUMBERS = new RegExp(`(?:"[^"]*":\\{"N":"${USUAL_NUMBER}"\\}(?:,(?=")|(?=\\})))*\\}\\}`, "y");

/**
 * The body of a BatchWriteItem that puts items of texts, numbers and maps of numbers into one table, written as the
 * clients write it, in ASCII without escapes. Undefined for any other body, which has to be parsed. Most of a busy run's
 * requests are such: an item of forty values that is parsed, checked value by value and written again costs the gateway
 * 31 µs, HTTP and SQLite included, and 21 this way.
 */
export function plainPuts(body: Buffer): { table: string; puts: PlainPut[] } | undefined {
  if (!isPlain(body)) return undefined;
  const text = body.toString("latin1");
  if (!text.startsWith(START) || text.includes("\\")) return undefined;
  const nameEnd = text.indexOf('"', START.length);
  if (!text.startsWith('":[', nameEnd)) return undefined;
  const puts: PlainPut[] = [];
  let at = nameEnd + 2;
  do {
    const from = at + PUT_REQUEST.length;
    const item = text.startsWith(PUT_REQUEST, at + 1) ? plainItem(text, from) : undefined;
    if (item === undefined || !text.startsWith("}}", item.end)) return undefined;
    puts.push({ json: text.slice(from, item.end), attributes: item.attributes });
    at = item.end + 2;
  } while (text.charCodeAt(at) === COMMA);
  return text.slice(at) === "]}}" ? { table: text.slice(START.length, nameEnd), puts } : undefined;
}

/** The item whose brace stands at `from`, and the place behind it. */
function plainItem(text: string, from: number): { attributes: DynamoItem; end: number } | undefined {
  const attributes: DynamoItem = {};
  let at: number | undefined = from;
  do {
    at = text.charAt(at + 1) === '"' ? addAttribute(text, at + 2, attributes) : undefined;
    if (at === undefined) return undefined;
  } while (text.charCodeAt(at) === COMMA);
  // JSON is longer than what the service counts.
  return text.charCodeAt(at) === CLOSE && at - from < ITEM_BYTES ? { attributes, end: at + 1 } : undefined;
}

/** Takes the attribute whose name begins at `from`; returns the place behind it. */
function addAttribute(text: string, from: number, attributes: DynamoItem): number | undefined {
  const nameEnd = text.indexOf('"', from);
  const name = text.slice(from, nameEnd);
  const value = nameEnd + 8;
  if (text.startsWith(':{"M":{', nameEnd + 1)) {
    NUMBERS.lastIndex = value;
    // Of a name that comes twice the last one counts, and maps are left out here.
    return NUMBERS.test(text) && !Object.hasOwn(attributes, name) ? NUMBERS.lastIndex : undefined;
  }
  const end = text.indexOf('"', value);
  if (text.charCodeAt(end + 1) !== CLOSE || name === "__proto__") return undefined;
  const content = text.slice(value, end);
  if (text.startsWith(':{"S":"', nameEnd + 1)) attributes[name] = { S: content };
  else if (text.startsWith(':{"N":"', nameEnd + 1) && isUsualDecimal(content))
    attributes[name] = { N: content };
  else return undefined;
  return end + 2;
}
