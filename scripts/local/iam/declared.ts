import { Arguments } from "../runtime/interpret/arguments.ts";
import type { LocalRuntime } from "../runtime/types.ts";

/** A stack whose references are resolved. */
export type DeclaredStack = Pick<LocalRuntime, "policies" | "attributes" | "resources">;

/** Every resource of a type, as arguments and attributes in one. */
export const declared = (stack: DeclaredStack, type: string): Arguments[] =>
  stack.resources(type).map((address) => new Arguments(address, stack.attributes(address)));

/**
 * What is on record for an ARN, or else for the thing that it lies in: an object's bucket, a consumer's stream, a
 * version's function.
 */
export function ofNearest<T>(arn: string, records: ReadonlyMap<string, T>): T | undefined {
  for (let part = arn; part !== ""; part = part.slice(0, Math.max(0, part.search(/[/:][^/:]*$/)))) {
    const found = records.get(part);
    if (found !== undefined) return found;
  }
  return undefined;
}
