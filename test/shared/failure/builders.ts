import type { Failure } from "../../../shared/failure/failed-event.ts";
import type { MessageSink, ObjectStore } from "../../../shared/failure/ports.ts";

export function failure(override: Partial<Failure> = {}): Failure {
  return {
    stage: "validate",
    reason: "schema_violation",
    errors: [{ path: "/event_id", expected: "a text", actual: "missing", message: "event_id is required" }],
    payload: Buffer.from('{"event_name":"click"}'),
    source: {
      stream: "raw",
      shard_id: "shardId-000000000000",
      sequence_number: "49590338271490256608559692538361571095921575989136588898",
      subsequence_number: 0,
      arrival_time: "2026-03-01T12:00:00.000Z",
    },
    ...override,
  };
}

/** A failure that stands at the given index of its pack. */
export const failureAt = (subsequence_number: number, override: Partial<Failure> = {}): Failure =>
  failure({ ...override, source: { ...failure().source, subsequence_number } });

export interface MemoryStore extends ObjectStore {
  objects: Map<string, Buffer>;
}

export function memoryObjectStore(bucket = "failed-events"): MemoryStore {
  const objects = new Map<string, Buffer>();
  return {
    bucket,
    objects,
    async put(key, bytes) {
      objects.set(key, Buffer.from(bytes));
    },
    async get(key) {
      const bytes = objects.get(key);
      if (!bytes) throw new Error(`no object ${key}`);
      return bytes;
    },
    async *list(prefix) {
      for (const [key, bytes] of [...objects].sort())
        if (key.startsWith(prefix)) yield { key, bytes: bytes.length };
    },
  };
}

/** A queue that refuses the messages for which `refuses` says so, by their order. */
export function memoryQueue(
  refuses: (index: number) => boolean = () => false,
): MessageSink & { bodies: string[] } {
  const bodies: string[] = [];
  let count = 0;
  return {
    bodies,
    async send(batch) {
      const refused = batch.filter(() => refuses(count++));
      bodies.push(...batch.filter((body) => !refused.includes(body)));
      return refused.map((item) => ({ item, code: "RequestThrottled", message: "no", retriable: true }));
    },
  };
}
