import type { RedisLink } from "../connect.ts";
import type { Fetched } from "../fetch.ts";
import { SERVER_LENGTH, type StateServer } from "../server.ts";
import { RedisUnavailable } from "../unavailable.ts";

/**
 * Holds the name of the server and when it took over. Only this tells a new device from one whose first state was lost.
 * It has no expiry: a server without it has lost everything, or was never prepared.
 */
export const TAKEOVER_KEY = "{states}:server";

/**
 * The server that the states come from. If it is not the one of the stored note, the note is replaced. Undefined when
 * the note could not be read or written: then it is unknown whether states were lost.
 */
export async function stateServer(
  redis: RedisLink,
  noted: Fetched,
  { now, ttlMs }: { now: number; ttlMs: number },
  deadline: number,
): Promise<StateServer | undefined> {
  if (noted === undefined || !(await confirmed(redis, deadline))) return undefined;
  const known = noted === null ? undefined : parsed(noted.toString("latin1"));
  if (known?.name === redis.server) return now - known.since > ttlMs ? { ...known, since: 0 } : known;
  const taken = () => ({ name: redis.server, since: now });
  try {
    await redis.run((client) => client.set(TAKEOVER_KEY, takeoverNote(taken())), deadline);
  } catch (error) {
    if (!(error instanceof RedisUnavailable)) throw error;
    return undefined;
  }
  return taken();
}

async function confirmed(redis: RedisLink, deadline: number): Promise<boolean> {
  try {
    await redis.confirmServer(deadline);
    return true;
  } catch (error) {
    if (!(error instanceof RedisUnavailable)) throw error;
    return false;
  }
}

/** Says of a server without states that nothing was lost before it, so that nobody doubts the first sessions. */
export async function prepareStates(redis: RedisLink, deadline: number): Promise<void> {
  const note = () => takeoverNote({ name: redis.server, since: 0 });
  await redis.run((client) => client.set(TAKEOVER_KEY, note(), "NX"), deadline);
}

/** The note as it is stored; `parsed` is its inverse. */
export const takeoverNote = ({ name, since }: StateServer): string => `${name}${since}`;

const parsed = (text: string): StateServer => ({
  name: text.slice(0, SERVER_LENGTH),
  since: Number(text.slice(SERVER_LENGTH)),
});
