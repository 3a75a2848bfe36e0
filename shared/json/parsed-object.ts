import { isObject, parseExact } from "./exact.ts";

/** The JSON object that a text is; undefined for a list, another value, or no JSON at all, none of which is an event. */
export function parsedObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseExact(text);
    return isObject(value) ? value : undefined;
  } catch {
    // The answer, not an error: bad data is a value.
    return undefined;
  }
}
