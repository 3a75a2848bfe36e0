import { isTransient } from "../aws/errors.ts";
import { claimCheck } from "./claim-check.ts";
import { describe } from "./describe.ts";
import { packFailures, unpackFailures } from "./envelope.ts";
import type { FailedEvent, Failure, FailureSink } from "./failed-event.ts";
import type { MessageSink, ObjectStore } from "./ports.ts";

export interface FailureSinkParts {
  component: string;
  queue: MessageSink;
  store: ObjectStore;
  now?: () => number;
}

/** Time for one hand-over where the caller names no deadline, ms. */
const USUAL_TIME_MS = 10_000;
/** Payloads under way to the store at once; each may have many MiB. */
const CONCURRENT_PUTS = 4;
/** Failures that are rows at once, and bytes of their payloads: a row and its message take several times as much. */
const ROWS_AT_ONCE = 2_000;
const BYTES_AT_ONCE = 4 * 1024 * 1024;

/**
 * Hands failures to the failed-events queue, large payloads to the bucket first. Returns those that were not
 * taken in time: their records must be reported as failed. Throws when queue or bucket cannot be used at all.
 */
export function failureSink({ component, queue, store, now = Date.now }: FailureSinkParts): FailureSink {
  return {
    async publish(failures, deadline = now() + USUAL_TIME_MS) {
      const left: Failure[] = [];
      for (const some of portionsOf(failures)) left.push(...(await publishSome(some, deadline)));
      return left;
    },
  };

  async function publishSome(failures: readonly Failure[], deadline: number): Promise<Failure[]> {
    const byId = new Map<string, Failure[]>();
    const rows: FailedEvent[] = [];
    const lost: Failure[] = [];
    const waiting = failures.values();
    const lane = async () => {
      for (const failure of waiting) {
        const row = now() < deadline ? await checked(failure, deadline) : undefined;
        if (!row) lost.push(failure);
        else {
          rows.push(row);
          byId.set(row.failure_id, [...(byId.get(row.failure_id) ?? []), failure]);
        }
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT_PUTS }, lane));
    const unsent = await queue.send(packFailures(rows), deadline);
    const unsentIds = new Set(
      unsent.flatMap(({ item }) => unpackFailures(item)).map((row) => row.failure_id),
    );
    return [...lost, ...[...unsentIds].flatMap((id) => byId.get(id) ?? [])];
  }

  async function checked(failure: Failure, deadline: number): Promise<FailedEvent | undefined> {
    try {
      const row = describe(failure, { component, now: now() });
      return await claimCheck(row, failure.payload, store, deadline);
    } catch (error) {
      if (!isTransient(error)) throw error;
      return undefined;
    }
  }
}

function* portionsOf(failures: readonly Failure[]): Generator<Failure[]> {
  let portion: Failure[] = [];
  let bytes = 0;
  for (const failure of failures) {
    portion.push(failure);
    bytes += failure.payload.byteLength;
    if (portion.length < ROWS_AT_ONCE && bytes < BYTES_AT_ONCE) continue;
    yield portion;
    portion = [];
    bytes = 0;
  }
  if (portion.length > 0) yield portion;
}
