import { type FailedEntry, failedEntry } from "../../shared/failure/place.ts";
import type { ScoringEvent } from "../../shared/features/scoring-event.ts";
import { type StorePolicy, type StorePorts, scoreAndStore } from "../../shared/scoring/store.ts";
import type { InlineScoring } from "./handler.ts";
import type { EnrichedLine, LineWriter } from "./write/line.ts";

/**
 * Scoring inside the enriching invocation, before the events go on: the only way to a median under 100 ms, at the
 * price that a model that is down holds up enrichment.
 */
export function inlineScoring(
  ports: StorePorts,
  policy: StorePolicy,
  writer: LineWriter,
  now: () => number,
): InlineScoring {
  return async (lines, deadline) => {
    const byEvent = new Map<ScoringEvent, EnrichedLine[]>();
    for (const same of sameEvents(lines)) byEvent.set(JSON.parse(writer.text(same[0]!)), same);
    const stored = await scoreAndStore([...byEvent.keys()], { readAt: now(), deadline }, ports, policy);
    return {
      retry: new Set(stored.retry.flatMap((event) => byEvent.get(event)!)),
      failures: stored.failures.map(({ event, reason, errors }): FailedEntry => {
        const line = byEvent.get(event)![0]!;
        const { event_id } = line.event.event;
        const entry = { ...line.event, bytes: Buffer.from(writer.text(line)) };
        return failedEntry(entry, { stage: "predict", reason, errors, event_id });
      }),
    };
  };
}

/** Lines of one event together: the table takes a key once in a request. */
function sameEvents(lines: readonly EnrichedLine[]): EnrichedLine[][] {
  const groups = new Map<string, EnrichedLine[]>();
  for (const line of lines) {
    const key = `${line.event.device}\n${line.event.event.event_id}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  return [...groups.values()];
}
