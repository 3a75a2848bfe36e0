import { createHash } from "node:crypto";
import { describe } from "../../shared/failure/describe.ts";
import type { Stage } from "../../shared/failure/failed-event.ts";
import type { Filed } from "./abandoned.ts";

interface Found {
  stage: Stage;
  /** Name of the queue, or of whoever wrote it. */
  stream: string;
  /** Epoch ms; the same for every delivery. */
  arrivedAt: number;
  why: string;
}

/** Bytes that nobody understands, kept as they are. Their place is their content, which survives a redrive. */
export function unreadable(bytes: Uint8Array, { stage, stream, arrivedAt, why }: Found): Filed {
  const row = describe(
    {
      stage,
      reason: "unknown",
      errors: [{ path: "", expected: "failed events", actual: "something else", message: why }],
      payload: bytes,
      source: {
        stream,
        shard_id: "",
        sequence_number: createHash("sha256").update(bytes).digest("hex"),
        subsequence_number: 0,
        arrival_time: new Date(arrivedAt).toISOString(),
      },
    },
    { component: "failed", now: arrivedAt },
  );
  return { row, bytes };
}
