import type { EventSource } from "./event-source.ts";
import type { PastWeeks } from "./history.ts";

/** A source that begins once the past weeks are in their places; its counts are those of both. */
export function behindHistory(history: PastWeeks, open: () => EventSource): EventSource {
  let live: EventSource | undefined;
  let stopped = false;
  const done = history.done.then(() => {
    if (stopped) return undefined;
    live = open();
    return live.done;
  });
  done.catch(() => {});
  return {
    get read() {
      if (live === undefined) return history.read;
      return live.read === undefined ? undefined : history.read + live.read;
    },
    get malformed() {
      return [...history.malformed, ...(live?.malformed ?? [])];
    },
    get malformedCount() {
      return history.malformed.length + (live?.malformedCount ?? 0);
    },
    startedAt: history.startedAt,
    done,
    async stop() {
      stopped = true;
      history.stop();
      await history.done.catch(() => {});
      await live?.stop();
      await done.catch(() => {});
    },
  };
}
