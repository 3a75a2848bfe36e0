import { gunzipSync } from "node:zlib";
import type { FailedEvent } from "../../shared/failure/failed-event.ts";
import type { ObjectStore } from "../../shared/failure/ports.ts";
import { dayOf, type Filter, matches, mayMatch } from "./filter.ts";

/** `ready` can be replayed; `unchanged` would fail again as it is; `notAnEvent` holds no event's bytes. */
export type Verdict = "ready" | "unchanged" | "notAnEvent";

export interface Selected {
  row: FailedEvent;
  verdict: Verdict;
}

/**
 * The failed events that match, each once however many objects hold it, oldest day first and in each object by their
 * place in the stream. `all` also makes ready what the failure's reason says would fail again unchanged.
 */
export async function* select(
  store: ObjectStore,
  prefix: string,
  filter: Filter,
  all: boolean,
): AsyncGenerator<Selected> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) if (mayMatch(filter, key)) keys.push(key);
  keys.sort((a, b) => dayOf(a).localeCompare(dayOf(b)));
  const seen = new Set<string>();
  for (const key of keys) {
    const rows = rowsOf(await store.get(key)).filter(
      (row) => matches(filter, row) && !seen.has(row.failure_id),
    );
    for (const row of rows.sort(byPlace)) {
      seen.add(row.failure_id);
      yield { row, verdict: verdictOf(row, all) };
    }
  }
}

/** What the failed-events function files itself is metadata or a foreign message, not the bytes of an event. */
function verdictOf(row: FailedEvent, all: boolean): Verdict {
  if (row.component === "failed") return "notAnEvent";
  return row.retryable || all ? "ready" : "unchanged";
}

function rowsOf(bytes: Uint8Array): FailedEvent[] {
  const lines = gunzipSync(bytes).toString("utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}

function byPlace({ source: a }: FailedEvent, { source: b }: FailedEvent): number {
  return (
    a.arrival_time.localeCompare(b.arrival_time) ||
    a.sequence_number.length - b.sequence_number.length ||
    a.sequence_number.localeCompare(b.sequence_number) ||
    a.subsequence_number - b.subsequence_number
  );
}
