import { type RuntimeClock, wait } from "../clock.ts";
import type { Invoke } from "../lambda/types.ts";
import {
  type EventPlace,
  failAll,
  readAnswer,
  type SourceRecord,
  type TransformedRecords,
  transformEvent,
} from "./transform-event.ts";

export interface Transform {
  functionName: string;
  /** After the first attempt. */
  retries: number;
  /** Pause before a retry, ms. */
  pause: number;
}

/** Invokes the transform, again where it failed to run; then its whole batch has failed. */
export async function transform(
  batch: readonly SourceRecord[],
  { functionName, retries, pause }: Transform,
  place: EventPlace,
  invoke: Invoke,
  clock: RuntimeClock,
): Promise<{ records: TransformedRecords[]; attempts: number }> {
  const event = transformEvent(batch, place);
  for (let attempts = 1; ; attempts++) {
    const { payload, error } = await invoke(functionName, event);
    if (payload !== undefined) return { records: readAnswer(payload, batch), attempts };
    if (attempts > retries) {
      const code = error?.errorType === "Lambda.Timeout" ? "Lambda.InvokeTimeout" : "Lambda.FunctionError";
      const message = `The function did not answer: ${error?.errorType}: ${error?.errorMessage}`;
      return { records: failAll(batch, code, message), attempts };
    }
    await wait(clock, pause);
  }
}
