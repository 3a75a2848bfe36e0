import { SERVER_LENGTH, type StateServer } from "./server.ts";

/** What enrichment reads from Redis and writes to it: look-up tables and the devices' session states. */

export type LookUpStatus = "ok" | "stale" | "missing" | "error";

/** `value` is there with `ok` and `stale` (last good value, past its time), and absent otherwise. */
export interface LookUpResult<Value> {
  status: LookUpStatus;
  value?: Value;
}

export interface GeoPlace {
  country: string;
  region: string;
  city: string;
  /** Degrees; absent where the data set has countries alone. */
  latitude?: number;
  longitude?: number;
  /** IANA name, "" where the data set has none. */
  timezone: string;
}

export interface ZipArea {
  state: string;
  population: number;
  median_income: number;
}

export interface FactsWanted {
  devices: readonly string[];
  /** Keys to look up, by table, each once. */
  keys: Readonly<Record<string, Iterable<string>>>;
}

export interface Facts {
  /** Packed state by device; no entry for one never seen. Undefined as a whole when Redis is out of reach. */
  states: Map<string, string> | undefined;
  /** The server that they were read from. Undefined when it is not known; then there are no states either. */
  server: StateServer | undefined;
  /** The results of a table for the wanted keys. */
  table(name: string): (key: string) => LookUpResult<object>;
}

/** One exchange with Redis, whatever the number of commands that are under way together in it. */
export interface RoundTrip {
  milliseconds: number;
  /** Whether Redis replied to all of it. */
  answered: boolean;
}

/** Characters of a version that tell one write from all others. */
export const WRITE_ID_LENGTH = 16;

/**
 * Every packed state starts with a version of this many characters: it identifies the server that took the write, and
 * the write itself. By the version a writer notices that it lost a race, and a reader that later writes may be lost.
 */
export const VERSION_LENGTH = SERVER_LENGTH + WRITE_ID_LENGTH;

export interface StateWrite {
  device: string;
  /** Version of the state that was read; "" when there was none. */
  expected: string;
  /** The new packed state as text in UTF-8, its own version first. How it is stored is the store's business. */
  next: Buffer;
}

export interface FactStore {
  /**
   * One round trip: states, and what of the look-up tables is not cached. A look-up that cannot be fetched
   * degrades (stale, else missing); it never throws. `deadline` in epoch ms.
   */
  read(wanted: FactsWanted, deadline: number): Promise<Facts>;
  /**
   * Writes each state whose stored version is the expected one; returns the devices that lost the race. Throws when Redis
   * is out of reach.
   */
  compareAndSet(writes: readonly StateWrite[], deadline: number): Promise<Set<string>>;
}
