import { setTimeout as sleep } from "node:timers/promises";
import type { KinesisStream } from "../aws/contract.ts";
import type { LocalElasticsearch } from "../elasticsearch/index.ts";
import type { Arrivals } from "./arrivals.ts";
import type { Ledger } from "./ledger.ts";

/**
 * Events under way, and bytes in the raw stream, read or not, at which a source waits: what comes is no faster for
 * more, and a stage that runs ahead takes the processors from the one behind it.
 */
const UNDER_WAY_EVENTS = 20_000;
const WAITING_BYTES = 128 * 1024 * 1024;
/** The part of it that a small machine holds; what a stream keeps in any case is a quarter (`aws/kinesis/stream.ts`). */
const SMALL_PART = 1 / 2;
/** When nothing moves for so long a stage is down, and events go on coming, as they would on AWS. */
const STANDSTILL_MS = 5_000;
const LOOK_MS = 50;

/** Resolves when the pipeline can take more, or the signal says that there will be no more. */
export type Room = (closing: AbortSignal) => Promise<void>;

export const roomIn =
  (
    raw: Pick<KinesisStream, "heldBytes">,
    ledger: Pick<Ledger, "outstanding" | "lastChange">,
    isSmall = false,
  ): Room =>
  async (closing) => {
    while (isCrowded(raw, ledger, Date.now(), isSmall) && !closing.aborted) await sleep(LOOK_MS);
  };

/** Documents that wait to be read, when nobody reads them: some two million. */
const INDEX_BYTES = 256 * 1024 * 1024;
/** How long a document waits in any case, with what a poll of the index takes, ms. */
const READ_AFTER_MS = 15_000;
const SMALL_RATE = 500;

/** The same for the index, which may hold what comes while the produce function waits for documents to become visible. */
export const roomInIndex =
  (
    index: Pick<LocalElasticsearch, "bytes">,
    ledger: Pick<Ledger, "arrivals" | "lastArrival">,
    rate: number,
    isSmall = false,
  ): Room =>
  async (closing) => {
    // The documents of a small machine's index are as many as its pipeline takes within the time that they wait.
    const most = isSmall ? Math.min(rate, SMALL_RATE) : rate;
    while (isIndexCrowded(index.bytes(), ledger, most, Date.now()) && !closing.aborted) await sleep(LOOK_MS);
  };

/**
 * @param rate documents a second
 * @param now epoch ms
 */
export function isIndexCrowded(
  bytes: number,
  { arrivals: { awaited }, lastArrival }: { arrivals: Pick<Arrivals, "awaited">; lastArrival: number },
  rate: number,
  now: number,
): boolean {
  if (bytes > INDEX_BYTES) return true;
  const isRead = now - lastArrival < READ_AFTER_MS;
  return isRead && awaited > UNDER_WAY_EVENTS + (rate * READ_AFTER_MS) / 1000;
}

/** @param now epoch ms */
export function isCrowded(
  { heldBytes }: Pick<KinesisStream, "heldBytes">,
  { outstanding, lastChange }: Pick<Ledger, "outstanding" | "lastChange">,
  now: number,
  isSmall = false,
): boolean {
  const part = isSmall ? SMALL_PART : 1;
  if (heldBytes > WAITING_BYTES * part) return true;
  const isMoving = now - lastChange < STANDSTILL_MS;
  return isMoving && outstanding.enrich + outstanding.predict > UNDER_WAY_EVENTS * part;
}
