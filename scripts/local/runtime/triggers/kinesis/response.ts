import { namedFailures } from "../response-list.ts";

/** What a partial batch response says about a batch. */
export type ResponseVerdict =
  | { kind: "success" }
  /** The checkpoint: this record and everything after it, successes included, is delivered again. */
  | { kind: "from"; index: number }
  | { kind: "whole_batch" };

/**
 * Reads a partial batch response as Lambda was recorded to read it: a response that names no failure is a success;
 * a failure that cannot be placed in the batch fails the whole batch. The checkpoint is the lowest sequence number
 * by value: sequence numbers differ in length, so their order as text is wrong.
 */
export function readResponse(
  payload: string | undefined,
  sequenceNumbers: readonly string[],
): ResponseVerdict {
  const failures = namedFailures(payload);
  if (failures === undefined) return { kind: "whole_batch" };
  if (failures.length === 0) return { kind: "success" };
  const known = new Set(sequenceNumbers);
  if (!failures.every((identifier) => known.has(identifier))) return { kind: "whole_batch" };
  const lowest = failures.reduce((least, identifier) =>
    BigInt(identifier) < BigInt(least) ? identifier : least,
  );
  // The first of those that share it: one bad user record has its whole aggregate delivered again.
  return { kind: "from", index: sequenceNumbers.indexOf(lowest) };
}
