import { type ErrorFacts, type ErrorType, errorRecord, type FailedDelivery } from "./error-record.ts";

/** Error records on their way to one object. */
export interface ErrorBatch {
  /** Error prefix with its type filled in. */
  prefix: string;
  lines: string[];
  /** Arrival of the first record, epoch ms. */
  arrival: number;
  openedAt: number;
}

export interface Errors {
  add(type: ErrorType, failed: FailedDelivery, now: number): void;
  /** Batches that are old enough, or all of them. */
  take(now: number, all: boolean): ErrorBatch[];
  size(): number;
  /** Arrival of the oldest record inside, epoch ms. */
  oldest(): number | undefined;
}

/** Gathers error records by the prefix that they go to. */
export function gatherErrors(errorPrefix: string, facts: ErrorFacts, ms: number): Errors {
  const open = new Map<string, ErrorBatch>();
  return {
    add(type, failed, now) {
      const prefix = errorPrefix.replaceAll("!{firehose:error-output-type}", type);
      const line = JSON.stringify(errorRecord(type, failed, facts));
      const batch = open.get(prefix);
      if (batch) batch.lines.push(line);
      else open.set(prefix, { prefix, lines: [line], arrival: failed.source.arrivalTime, openedAt: now });
    },
    take(now, all) {
      const due = [...open.values()].filter((batch) => all || now - batch.openedAt >= ms);
      for (const { prefix } of due) open.delete(prefix);
      return due;
    },
    size: () => open.size,
    oldest: () =>
      open.size === 0 ? undefined : Math.min(...[...open.values()].map(({ arrival }) => arrival)),
  };
}
