import { readResponse } from "./response.ts";
import type { DiscardCondition, InvocationOutcome, MappingRules, ShardRecord } from "./types.ts";

/** A batch, or what is left of one. */
export interface BatchPiece {
  records: readonly ShardRecord[];
  /** Invocations that counted against the retry quota. */
  attempts: number;
}

/** Records that go to the on-failure destination. */
export interface Discard {
  records: readonly ShardRecord[];
  condition: DiscardCondition;
  attempts: number;
  /** Of the last invocation: "Unhandled", or null where it returned; undefined where there was none to speak of. */
  functionError?: "Unhandled" | null;
}

export interface Settled {
  done: readonly ShardRecord[];
  /** What is delivered again, in order. */
  again: readonly BatchPiece[];
  discard?: Discard;
}

const all = (piece: BatchPiece): Settled => ({ done: piece.records, again: [] });

/** How a piece goes on after an invocation: finished, split, retried or given up. */
export function settle(piece: BatchPiece, outcome: InvocationOutcome, rules: MappingRules): Settled {
  if (outcome.kind === "throttled") return { done: [], again: [piece] };
  if (outcome.kind === "error") return failed(piece, rules, "Unhandled");
  if (!rules.reportBatchItemFailures) return all(piece);

  const verdict = readResponse(
    outcome.payload,
    piece.records.map((record) => record.sequenceNumber),
  );
  if (verdict.kind === "success") return all(piece);
  if (verdict.kind === "whole_batch" || verdict.index === 0) return failed(piece, rules, null);
  // The checkpoint moved: what is left has its whole retry quota again.
  const rest = { records: piece.records.slice(verdict.index), attempts: 0 };
  return { done: piece.records.slice(0, verdict.index), again: [rest] };
}

/** A function error halves the piece without using up a retry; a whole piece reported as failed is not an error. */
function failed(piece: BatchPiece, rules: MappingRules, functionError: "Unhandled" | null): Settled {
  const { records } = piece;
  if (functionError && rules.bisect && records.length > 1) {
    const middle = Math.ceil(records.length / 2);
    const half = (part: readonly ShardRecord[]): BatchPiece => ({ records: part, attempts: piece.attempts });
    return { done: [], again: [half(records.slice(0, middle)), half(records.slice(middle))] };
  }
  const attempts = piece.attempts + 1;
  if (rules.maximumRetries >= 0 && attempts > rules.maximumRetries) {
    return {
      done: [],
      again: [],
      discard: { records, condition: "RetryAttemptsExhausted", attempts, functionError },
    };
  }
  return { done: [], again: [{ records, attempts }] };
}
