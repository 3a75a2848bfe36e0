import { gunzipSync } from "node:zlib";
import { utcDay } from "../../shared/event/time.ts";
import { reasons, stages } from "../../shared/failure/failed-event.ts";
import type { ObjectStore } from "../../shared/failure/ports.ts";
import { FAILED_PREFIX } from "../../shared/failure/prefixes.ts";
import { unpackRecord } from "../../shared/pack/decode.ts";

/** Values as the lines of JSON that they are. */
export type Followed = AsyncIterable<string>;

/** The lines of the packs. */
export async function* eventLines(
  records: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  for await (const record of records) {
    const unpacked = unpackRecord(record);
    for (const entry of unpacked.ok ? unpacked.entries : []) yield Buffer.from(entry).toString();
  }
}

export interface Looking {
  ending: AbortSignal;
  pauseMs: number;
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

/** The rows of objects that come into the bucket; those that are there already are not told. */
export async function* failuresIn(
  store: Pick<ObjectStore, "list" | "get">,
  { ending, pauseMs, now, sleep }: Looking,
): AsyncGenerator<string, void, undefined> {
  let before: Set<string> | undefined;
  while (!ending.aborted) {
    // Of two days, as the day ends while somebody looks; keys of days before them need not be remembered.
    const keys = new Set<string>();
    for (const prefix of prefixesAt(now())) for await (const { key } of store.list(prefix)) keys.add(key);
    if (before !== undefined)
      for (const key of keys)
        if (!before.has(key))
          for (const row of gunzipSync(await store.get(key))
            .toString()
            .split("\n"))
            if (row !== "") yield row;
    before = keys;
    await sleep(pauseMs);
  }
}

const DAY_MS = 86_400_000;

/** A bucket of years is not listed as a whole: only what was filed today and yesterday, under each stage and reason. */
const prefixesAt = (now: number): string[] =>
  [now - DAY_MS, now].flatMap((at) =>
    stages.flatMap((stage) =>
      Object.keys(reasons).map(
        (reason) => `${FAILED_PREFIX}stage=${stage}/reason=${reason}/dt=${utcDay(at)}/`,
      ),
    ),
  );

/** How long a prediction is waited for, ms. */
const SCORED_WITHIN_MS = 30_000;
/** Events that are waited for at once; while there are so many, others are left out. */
const MAX_WAITING = 200;

interface Scored {
  person_id?: string;
  event_time: string;
  event_id: string;
}

/** The predictions of events, each as soon as it is in its table. */
export async function* predictionsOf(
  events: AsyncIterable<string>,
  item: (key: { pk: string; sk: string }) => Promise<Record<string, unknown> | undefined>,
  { ending, pauseMs, now, sleep }: Looking,
): AsyncGenerator<string, void, undefined> {
  const waiting = new Map<string, { key: { pk: string; sk: string }; until: number }>();
  let over = false;
  const reading = (async () => {
    for await (const line of events) {
      const { person_id, event_time, event_id } = JSON.parse(line) as Scored;
      if (waiting.size >= MAX_WAITING || person_id === undefined) continue;
      waiting.set(event_id, {
        key: { pk: `person#${person_id}`, sk: `${event_time}#${event_id}` },
        until: now() + SCORED_WITHIN_MS,
      });
    }
  })().finally(() => {
    over = true;
  });
  while (!ending.aborted && !(over && waiting.size === 0)) {
    for (const [id, { key, until }] of waiting) {
      const found = await item(key);
      if (found !== undefined || now() > until) waiting.delete(id);
      if (found !== undefined) yield JSON.stringify(found);
    }
    await sleep(pauseMs);
  }
  if (over) await reading;
}
