import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { type PastEvent, pastEvents } from "../../../functions/generate/history/past-events.ts";
import type { SyntheticEvent } from "../../../functions/generate/synthetic-event.ts";
import type { FailureSource } from "../../../shared/failure/failed-event.ts";
import type { Outgoing, Publish } from "../../../shared/publish/publish.ts";
import { outgoingKey } from "./identity.ts";
import type { Ledger } from "./ledger.ts";
import type { Room } from "./room.ts";

/** The past weeks on their way through the pipeline. */
export interface PastWeeks {
  /** Events handed over so far, each once. */
  readonly read: number;
  readonly malformed: readonly SyntheticEvent[];
  /** How much of the period is handed over, 0 to 1. */
  readonly share: number;
  /** Events that are handed over and not yet in their places. */
  readonly underWay: number;
  readonly startedAt: number;
  readonly stopped: boolean;
  /** Resolves when every event is in its place and queries see it, or it was stopped and they are on their way. */
  done: Promise<void>;
  stop(): void;
}

export interface HistoryParts {
  days: number;
  seed: number;
  publish: Publish;
  room: Room;
  ledger: Pick<Ledger, "onHandedOver" | "arrivals" | "outstanding" | "lastChange">;
  /** Writes what Firehose still holds. */
  flush(): Promise<void>;
}

const DAY_MS = 86_400_000;
/** Handed over at once, so that a device's events share a record; and made in one go, as the thread serves the functions. */
const BATCH = 2_000;
const EVENTS_A_TURN = 200;
/** The live traffic does not wait longer than this for an event of the past that does not move. */
const STANDSTILL_MS = 30_000;
const LOOK_MS = 50;

/** Hands over what happened in the last days, as fast as the pipeline takes it. */
export function runHistory({ days, seed, publish, room, ledger, flush }: HistoryParts): PastWeeks {
  const startedAt = Date.now();
  const from = startedAt - days * DAY_MS;
  const malformed: SyntheticEvent[] = [];
  const closing = new AbortController();
  let read = 0;
  let at = from;

  async function hand(batch: readonly PastEvent[], first: number): Promise<void> {
    await room(closing.signal);
    const outgoing = batch.map(
      ({ text, device }, place): Outgoing => ({
        text,
        device,
        source: placeOf(seed, startedAt, first + place),
      }),
    );
    for (const [place, event] of outgoing.entries()) {
      const isNew = ledger.onHandedOver(outgoingKey(event));
      if (isNew) read += 1;
      if (isNew && batch[place]!.bad) malformed.push(batch[place]!);
      if (place % EVENTS_A_TURN === 0) await nextTurn();
    }
    const { left } = await publish(outgoing, Number.MAX_SAFE_INTEGER);
    if (left.length > 0)
      throw new Error(`${left.length} events of the past were not taken by the raw stream.`);
    at = batch.at(-1)!.at;
  }

  async function run(): Promise<void> {
    let batch: PastEvent[] = [];
    let made = 0;
    for (const event of pastEvents({ seed, from, until: startedAt })) {
      if (closing.signal.aborted) return;
      batch.push(event);
      made += 1;
      if (made % EVENTS_A_TURN === 0) await nextTurn();
      if (batch.length < BATCH) continue;
      await hand(batch, made - batch.length);
      batch = [];
    }
    if (batch.length > 0) await hand(batch, made - batch.length);
    at = startedAt;
    while (!closing.signal.aborted && isUnderWay(ledger)) await sleep(LOOK_MS);
    await flush();
  }

  const done = run();
  // Whoever awaits the run is told; that may be a moment later.
  done.catch(() => {});
  return {
    get read() {
      return read;
    },
    malformed,
    get share() {
      return (at - from) / (startedAt - from);
    },
    get underWay() {
      return underWay(ledger);
    },
    startedAt,
    get stopped() {
      return closing.signal.aborted;
    },
    done,
    stop: () => closing.abort(),
  };
}

const underWay = ({ arrivals, outstanding }: Pick<Ledger, "arrivals" | "outstanding">): number =>
  arrivals.awaited + outstanding.enrich + outstanding.predict;

const isUnderWay = (ledger: HistoryParts["ledger"]): boolean =>
  underWay(ledger) > 0 && Date.now() - ledger.lastChange < STANDSTILL_MS;

const placeOf = (seed: number, startedAt: number, number: number): FailureSource => ({
  stream: "history",
  shard_id: String(seed),
  arrival_time: new Date(startedAt).toISOString(),
  sequence_number: String(number),
  subsequence_number: 0,
});
