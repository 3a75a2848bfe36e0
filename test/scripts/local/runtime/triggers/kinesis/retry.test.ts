import { describe, expect, test } from "@jest/globals";
import { type BatchPiece, settle } from "../../../../../../scripts/local/runtime/triggers/kinesis/retry.ts";
import type { InvocationOutcome } from "../../../../../../scripts/local/runtime/triggers/kinesis/types.ts";
import { records } from "../../fake-stream.ts";
import { rules } from "./rules.ts";

const piece = (count: number, attempts = 0): BatchPiece => ({ records: records(count), attempts });
const error: InvocationOutcome = { kind: "error" };
const partial = (index: number): InvocationOutcome => ({
  kind: "answer",
  payload: JSON.stringify({ batchItemFailures: [{ itemIdentifier: records(10)[index]!.sequenceNumber }] }),
});

const sizes = (settled: ReturnType<typeof settle>) => ({
  done: settled.done.length,
  again: settled.again.map(({ records: { length }, attempts }) => [length, attempts]),
  discard: settled.discard && [
    settled.discard.records.length,
    settled.discard.condition,
    settled.discard.attempts,
  ],
});

describe("a batch after its invocation", () => {
  test.each([
    {
      rule: "success finishes it",
      piece: piece(4),
      outcome: { kind: "answer", payload: "{}" } as InvocationOutcome,
      with: {},
      expected: { done: 4, again: [], discard: undefined },
    },
    {
      rule: "without ReportBatchItemFailures the answer is not read",
      piece: piece(4),
      outcome: partial(0),
      with: { reportBatchItemFailures: false },
      expected: { done: 4, again: [], discard: undefined },
    },
    {
      rule: "from the checkpoint on everything is delivered again, with a new quota",
      piece: piece(4, 2),
      outcome: partial(1),
      with: {},
      expected: { done: 1, again: [[3, 0]], discard: undefined },
    },
    {
      rule: "a checkpoint at the first record uses up a retry",
      piece: piece(4, 2),
      outcome: partial(0),
      with: { bisect: true },
      expected: { done: 0, again: [[4, 3]], discard: undefined },
    },
    {
      rule: "a function error retries the whole batch",
      piece: piece(4),
      outcome: error,
      with: {},
      expected: { done: 0, again: [[4, 1]], discard: undefined },
    },
    {
      rule: "a function error halves it under bisect, without using up a retry",
      piece: piece(5, 1),
      outcome: error,
      with: { bisect: true },
      expected: {
        done: 0,
        again: [
          [3, 1],
          [2, 1],
        ],
        discard: undefined,
      },
    },
    {
      rule: "a single record cannot be halved: the retry counts",
      piece: piece(1),
      outcome: error,
      with: { bisect: true },
      expected: { done: 0, again: [[1, 1]], discard: undefined },
    },
    {
      rule: "the third of three retries is still tried",
      piece: piece(2, 2),
      outcome: error,
      with: { maximumRetries: 3 },
      expected: { done: 0, again: [[2, 3]], discard: undefined },
    },
    {
      rule: "after three retries four invocations were counted, and it goes to the destination",
      piece: piece(2, 3),
      outcome: error,
      with: { maximumRetries: 3 },
      expected: { done: 0, again: [], discard: [2, "RetryAttemptsExhausted", 4] },
    },
    {
      rule: "throttling ignores the quota",
      piece: piece(2, 3),
      outcome: { kind: "throttled" } as InvocationOutcome,
      with: { maximumRetries: 3 },
      expected: { done: 0, again: [[2, 3]], discard: undefined },
    },
    {
      rule: "-1 retries for ever",
      piece: piece(2, 9_999),
      outcome: error,
      with: { maximumRetries: -1 },
      expected: { done: 0, again: [[2, 10_000]], discard: undefined },
    },
  ])("$rule", ({ piece, outcome, with: more, expected }) => {
    expect(sizes(settle(piece, outcome, rules(more)))).toEqual(expected);
  });

  test.each([
    { after: "a function error", outcome: error, functionError: "Unhandled" },
    { after: "a partial failure", outcome: partial(0), functionError: null },
  ])("exhaustion after $after says functionError $functionError", ({ outcome, functionError }) => {
    const { discard } = settle(piece(2), outcome, rules({ maximumRetries: 0 }));
    expect(discard?.functionError).toBe(functionError);
  });
});
