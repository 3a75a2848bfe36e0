import { type Failure, type ReasonName, reasons } from "./failed-event.ts";

/**
 * The batch circuit breaker, to be called before anything is written. Returns the reason, other than the events'
 * content or size, for which more than half of a batch would fail. Then the events are probably good and a service is
 * broken, and throwing (the batch is retried) is better than filing thousands of good events as failed.
 */
export function tooManyAlike(
  failures: readonly Pick<Failure, "reason">[],
  batchSize: number,
): ReasonName | undefined {
  const counts = new Map<ReasonName, number>();
  for (const { reason } of failures) {
    const { category } = reasons[reason];
    if (category !== "data" && category !== "size") counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  for (const [reason, count] of counts) if (count * 2 > batchSize) return reason;
  return undefined;
}
