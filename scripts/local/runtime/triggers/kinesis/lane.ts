import { type BatchPiece, type Discard, settle } from "./retry.ts";
import type { InvocationOutcome, MappingRules, ShardRecord } from "./types.ts";

/**
 * One of a shard's parallel lanes, as plain data. Records of one partition key are always in one lane, and a lane
 * has one invocation at a time, so a key's records are never interleaved.
 */
export interface Lane {
  /** Read but not yet part of a batch, oldest first. */
  waiting: readonly Waiting[];
  /** The batch in work: one piece, or several once it was split. The first is tried until it is settled. */
  pieces: readonly BatchPiece[];
  /** Failures in a row, for the back-off. */
  failures: number;
  /** Epoch ms before which the first piece is not tried again. */
  retryAt: number;
  /** Epoch ms when the latest batch was formed. */
  formedAt: number;
}

export interface Waiting {
  record: ShardRecord;
  /** Bytes of the record inside the invocation's payload. */
  bytes: number;
  /** Epoch ms when it was read; the batching window counts from the oldest. */
  readAt: number;
}

export type LaneStep =
  | { do: "invoke"; piece: BatchPiece }
  | { do: "discard"; discard: Discard }
  | { do: "wait"; until: number }
  | { do: "idle" };

export interface Limits {
  /** Bytes an invocation's payload can take beside its envelope. */
  payload: number;
}

export const emptyLane: Lane = {
  waiting: [],
  pieces: [],
  failures: 0,
  retryAt: 0,
  formedAt: Number.NEGATIVE_INFINITY,
};

export const arrive = (lane: Lane, records: readonly Waiting[]): Lane => ({
  ...lane,
  waiting: lane.waiting.length === 0 ? records : lane.waiting.concat(records),
});

/**
 * What the lane does now. `draining` cuts the waiting short: the shard is closed or the runtime drains,
 * so that nothing more will come.
 */
export function next(
  lane: Lane,
  rules: MappingRules,
  limits: Limits,
  now: number,
  draining: boolean,
): { lane: Lane; step: LaneStep } {
  const piece = lane.pieces[0];
  if (piece) return inWork(lane, piece, rules, now);

  const first = lane.waiting[0];
  if (!first) return { lane, step: { do: "idle" } };
  if (first.bytes > limits.payload) return pastTheFunction(lane, first);

  const { count, full } = batchAt(lane.waiting, rules.batchSize, limits.payload);
  const due = Math.max(first.readAt + rules.batchingWindow, lane.formedAt + rules.gathering);
  if (!full && !draining && now < due) return { lane, step: { do: "wait", until: due } };

  const records = lane.waiting.slice(0, count).map((waiting) => waiting.record);
  const pieces = [{ records, attempts: 0 }];
  const formed = { ...lane, waiting: lane.waiting.slice(count), pieces, formedAt: now };
  return next(formed, rules, limits, now, draining);
}

function inWork(
  lane: Lane,
  piece: BatchPiece,
  rules: MappingRules,
  now: number,
): { lane: Lane; step: LaneStep } {
  const expired = expiredPrefix(piece, rules, now);
  if (expired > 0) {
    const rest = piece.records.slice(expired);
    const pieces = lane.pieces.slice(1);
    if (rest.length > 0) pieces.unshift({ ...piece, records: rest });
    const discard: Discard = {
      records: piece.records.slice(0, expired),
      condition: "RecordAgeExceeded",
      attempts: piece.attempts,
    };
    return { lane: { ...lane, pieces }, step: { do: "discard", discard } };
  }
  if (now < lane.retryAt) return { lane, step: { do: "wait", until: lane.retryAt } };
  return { lane, step: { do: "invoke", piece } };
}

/** A record that no invocation can carry goes to the destination without one. */
function pastTheFunction(lane: Lane, first: Waiting): { lane: Lane; step: LaneStep } {
  const discard: Discard = { records: [first.record], condition: "PayloadSizeExceeded", attempts: 0 };
  return { lane: { ...lane, waiting: lane.waiting.slice(1) }, step: { do: "discard", discard } };
}

/** A batch ends by count, by bytes, or before a record that no invocation can carry. */
function batchAt(
  waiting: readonly Waiting[],
  size: number,
  payload: number,
): { count: number; full: boolean } {
  let bytes = 0;
  let count = 0;
  for (const { bytes: more } of waiting) {
    if (count === size) break;
    bytes += more + 1;
    if (bytes > payload + 1) return { count, full: true };
    count += 1;
  }
  return { count, full: count === size };
}

function expiredPrefix(piece: BatchPiece, rules: MappingRules, now: number): number {
  if (rules.maximumAge < 0) return 0;
  const alive = piece.records.findIndex((record) => now - record.arrivalTime <= rules.maximumAge);
  return alive < 0 ? piece.records.length : alive;
}

export interface LaneResult {
  lane: Lane;
  /** Records that are finished with success. */
  done: readonly ShardRecord[];
  discard?: Discard;
}

/** What becomes of the lane when the invocation of its first piece has ended. `random` is in [0, 1). */
export function answered(
  lane: Lane,
  outcome: InvocationOutcome,
  rules: MappingRules,
  now: number,
  random: number,
): LaneResult {
  const [piece, ...later] = lane.pieces;
  if (!piece) throw new Error("An invocation was answered on a lane that has none in work.");
  const { done, again, discard } = settle(piece, outcome, rules);
  const failed = outcome.kind !== "answer" || again.length > 0;
  const failures = failed && done.length === 0 && !discard ? lane.failures + 1 : 0;
  const pause = again.length > 0 && failures > 0 ? backOff(failures, rules, random) : 0;
  return {
    lane: { ...lane, pieces: [...again, ...later], failures, retryAt: now + pause },
    done,
    discard,
  };
}

/** Exponential, with jitter over the upper half: a retry is never immediate. */
function backOff(failures: number, rules: MappingRules, random: number): number {
  const ceiling = Math.min(rules.retryCap, rules.retryBase * 2 ** Math.min(failures - 1, 30));
  return Math.ceil(ceiling / 2 + (random * ceiling) / 2);
}
