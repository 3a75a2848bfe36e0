import type { EnrichedEvent } from "../../shared/event/enriched.ts";
import { type FailedEntry, failedEntry } from "../../shared/failure/place.ts";
import { type StorePolicy, type StorePorts, scoreAndStore } from "../../shared/scoring/store.ts";
import type { EnrichedLine } from "./emit.ts";
import type { InlineScoring } from "./handler.ts";
import { renderLine } from "./render.ts";

/**
 * Scoring inside the enriching invocation, before the events go on: the only way to a median under 100 ms, at the
 * price that a model that is down holds up enrichment.
 */
export function inlineScoring(ports: StorePorts, policy: StorePolicy, now: () => number): InlineScoring {
  return async (lines, deadline) => {
    const byEvent = new Map<EnrichedEvent, EnrichedLine[]>();
    for (const same of sameEvents(lines)) byEvent.set(JSON.parse(renderLine(same[0]!)), same);
    const stored = await scoreAndStore([...byEvent.keys()], { readAt: now(), deadline }, ports, policy);
    return {
      retry: new Set(stored.retry.flatMap((event) => byEvent.get(event)!)),
      failures: stored.failures.map(({ event, reason, errors }): FailedEntry => {
        const line = byEvent.get(event)![0]!;
        const { event_id } = line.decoded.event;
        const entry = { ...line.decoded, bytes: Buffer.from(renderLine(line)) };
        return failedEntry(entry, { stage: "predict", reason, errors, event_id });
      }),
    };
  };
}

/** Lines of one event together: the table takes a key once in a request. */
function sameEvents(lines: readonly EnrichedLine[]): EnrichedLine[][] {
  const groups = new Map<string, EnrichedLine[]>();
  for (const line of lines) {
    const key = `${line.decoded.user}\n${line.decoded.event.event_id}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [line]);
    else group.push(line);
  }
  return [...groups.values()];
}
