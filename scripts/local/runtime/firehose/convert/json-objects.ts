import { closingQuote } from "../../../../../shared/json/closing-quote.ts";

/**
 * The JSON objects of a record, which may follow each other with or without white space between them.
 * Throws a SyntaxError for anything that is no object, an array included.
 */
export function jsonObjects(text: string): Record<string, unknown>[] {
  const objects: Record<string, unknown>[] = [];
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end);
    // Nearly always a line is an object; only where it is not is it worth looking for its end.
    const parsed = line.trim() === "" ? undefined : tryObject(line);
    if (parsed) objects.push(parsed);
    if (parsed || line.trim() === "") {
      at = end + 1;
    } else {
      const close = endOfObject(text, at);
      objects.push(asObject(JSON.parse(text.slice(at, close))));
      at = close;
    }
  }
  return objects;
}

function tryObject(line: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(line));
  } catch {
    // Several objects on a line, one object on several lines, or no JSON at all: the caller finds out which.
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> {
  if (value !== null && typeof value === "object" && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new SyntaxError("The data is not a JSON object.");
}

/** Place behind the object that begins at or after `from`. */
function endOfObject(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      at = closingQuote(text, at + 1);
      if (at < 0) break;
    } else if (character === "{" || character === "[") depth += 1;
    else if ((character === "}" || character === "]") && --depth === 0) return at + 1;
  }
  throw new SyntaxError("The data ends inside a JSON object.");
}
