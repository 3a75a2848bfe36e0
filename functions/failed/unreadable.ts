import { describe } from "../../shared/failure/describe.ts";
import type { Stage } from "../../shared/failure/failed-event.ts";
import { contentSource } from "../../shared/failure/place.ts";
import type { Filed } from "./abandoned.ts";

interface Found {
  stage: Stage;
  /** Name of the queue, or of whoever wrote it. */
  stream: string;
  /** Epoch ms; the same for every delivery. */
  arrivedAt: number;
  why: string;
}

/**
 * Files bytes that cannot be understood. They are identified by a hash of their content, which a redrive does not
 * change.
 */
export function unreadable(bytes: Uint8Array, { stage, stream, arrivedAt, why }: Found): Filed {
  const row = describe(
    {
      stage,
      reason: "unknown",
      errors: [{ path: "", expected: "failed events", actual: "something else", message: why }],
      payload: bytes,
      source: contentSource(stream, bytes, arrivedAt),
    },
    { component: "failed", now: arrivedAt },
  );
  return { row, bytes };
}
