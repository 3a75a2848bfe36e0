import { namedFailures } from "../response-list.ts";

/** What a partial batch response says about a batch. */
export type Verdict =
  | { kind: "success" }
  /** The checkpoint: this record and everything after it, successes included, is delivered again. */
  | { kind: "from"; index: number }
  | { kind: "whole_batch" };

/**
 * Reads a partial batch response as Lambda was recorded to read it: an answer that names no failure is a success;
 * a failure that cannot be placed in the batch fails the whole batch. The checkpoint is the lowest sequence number
 * by value: sequence numbers differ in length, so their order as text is wrong.
 */
export function readResponse(payload: string | undefined, sequenceNumbers: readonly string[]): Verdict {
  const failures = namedFailures(payload);
  if (failures === undefined) return { kind: "whole_batch" };
  if (failures.length === 0) return { kind: "success" };
  const places = new Map(sequenceNumbers.map((sequence, index) => [sequence, index]));
  if (!failures.every((identifier) => places.has(identifier))) return { kind: "whole_batch" };
  const lowest = failures.reduce((least, identifier) =>
    BigInt(identifier) < BigInt(least) ? identifier : least,
  );
  return { kind: "from", index: places.get(lowest)! };
}
