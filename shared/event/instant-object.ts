import { isObject } from "../json/exact.ts";
import { parseInstant } from "./time.ts";

/** What the seconds of an instant are called, and the nanoseconds beside them. */
const forms: ReadonlyMap<string, readonly string[]> = new Map([
  // Firestore as its servers write it; as its clients do, and protobuf; java.time
  ["_seconds", ["_nanoseconds"]],
  ["seconds", ["nanoseconds", "nanos"]],
  ["epochSecond", ["nano"]],
]);

const WHOLE = /^\d{1,12}$/;
const NANOSECONDS = /^\d{1,9}$/;

/**
 * The text of the instant that an object is, seconds of the epoch with nine decimals, as `{"_seconds": 1795168800,
 * "_nanoseconds": 500000000}`. Undefined of any other object, and so of a duration: its seconds are no instant.
 */
export function instantOfObject(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const [first = "", second, ...more] = Object.keys(value).sort(secondsFirst);
  const beside = forms.get(first);
  if (beside === undefined || more.length > 0 || (second !== undefined && !beside.includes(second)))
    return undefined;
  const [seconds, nanoseconds] = [String(value[first]), String(second === undefined ? 0 : value[second])];
  if (!WHOLE.test(seconds) || !NANOSECONDS.test(nanoseconds)) return undefined;
  const text = `${seconds}.${nanoseconds.padStart(9, "0")}`;
  return Number.isNaN(parseInstant(text)) ? undefined : text;
}

/** Of two names, that of seconds. */
const secondsFirst = (one: string, other: string): number =>
  Number(forms.has(other)) - Number(forms.has(one));
