import type { SyntheticEvent } from "../../../functions/generate/synthetic-event.ts";
import type { Endings } from "../../send/endings.ts";
import type { Ledger } from "./ledger.ts";

/** Where a run's events come from, and how far it is. */
export interface EventSource {
  /** Events handed over so far, each once; undefined where only the produce function can tell. */
  readonly read: number | undefined;
  /** The first 10,000 deliberately malformed ones among them, and where each must end. */
  readonly malformed: readonly SyntheticEvent[];
  readonly malformedCount: number;
  /** Why events of a file fail, as far as that is seen in it. */
  readonly endings?: Endings;
  /** Why a file could not be read to its end, once that is known. */
  readonly incomplete?: string | undefined;
  /** Epoch ms of the first event. */
  readonly startedAt: number;
  /** Resolves when the source has ended by itself or was stopped; rejects when it cannot be read. */
  readonly done: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Events that the source handed over, and those that others put beside it. Where the source cannot tell how much was
 * read, what its producer put is taken for it.
 */
export const readSoFar = (source: Pick<EventSource, "read">, ledger: Pick<Ledger, "arrivals">): number =>
  (source.read ?? ledger.arrivals.handed) + ledger.arrivals.fromOthers;
