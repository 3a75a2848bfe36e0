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

/** Bytes that nobody understands, kept as they are. Their place is their content, which survives a redrive. */
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
