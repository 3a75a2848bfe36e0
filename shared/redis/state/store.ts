import { laneOf } from "../../lane.ts";
import type { RedisLink } from "../connect.ts";
import type { StateWrite } from "../facts.ts";
import { type Fetched, groupsOf } from "../fetch.ts";
import type { RedisClient } from "../server.ts";
import { type StateCompression, stateText, storedState } from "./form.ts";
import { compareAndSetScript, compareAndSetSha } from "./script.ts";

/** The hash tag is the lane, so that the states of a lane share a slot and one script may write them together. */
export function stateKey(device: string, lanes: number): string {
  return `{${laneOf(device, lanes)}}:s:${device}`;
}

/**
 * States by device. Undefined when any of them could not be read: with missing states, sessions would be opened twice.
 */
export function statesOf(
  devices: readonly string[],
  values: readonly Fetched[],
): Map<string, string> | undefined {
  const states = new Map<string, string>();
  for (let at = 0; at < devices.length; at += 1) {
    const value = values[at];
    if (value === undefined) return undefined;
    if (value !== null) states.set(devices[at]!, stateText(value));
  }
  return states;
}

export interface StateOptions {
  lanes: number;
  /** How long a state is kept after its last change. */
  ttlMs: number;
  compression: StateCompression;
}

/**
 * Returns the devices whose write lost the race. Throws `RedisUnavailable` when a part could not be written; the call can
 * be repeated.
 */
export async function writeStates(
  redis: RedisLink,
  writes: readonly StateWrite[],
  options: StateOptions,
  deadline: number,
): Promise<Set<string>> {
  const keys = writes.map(({ device }) => stateKey(device, options.lanes));
  const lost = new Set<string>();
  await Promise.all(
    groupsOf(keys, redis.clustered).map(async (group) => {
      const parameters = argumentsOf(group.keys, group.at, writes, options);
      const positions = await redis.run(
        (client) => compareAndSet(client, group.keys.length, parameters),
        deadline,
      );
      for (const position of positions) lost.add(writes[group.at[position - 1]!]!.device);
    }),
  );
  return lost;
}

/** Keys, time to live, and the expected version and the new state of each, as the script takes them. */
function argumentsOf(
  keys: readonly string[],
  at: readonly number[],
  writes: readonly StateWrite[],
  { ttlMs, compression }: StateOptions,
): (string | Buffer)[] {
  const parameters: (string | Buffer)[] = [...keys, String(ttlMs)];
  for (const index of at)
    parameters.push(expectedOf(writes[index]!), storedState(writes[index]!.next, compression));
  return parameters;
}

const NOT_ASCII = /[^\0-\x7f]/;

/**
 * As a string, the client would encode a version that is not ASCII as UTF-8, and so expect other bytes than were
 * read.
 */
function expectedOf({ expected }: StateWrite): string | Buffer {
  return NOT_ASCII.test(expected) ? Buffer.from(expected, "latin1") : expected;
}

/** Calls the script by its hash, and sends its text when the server does not know it (a new or restarted server). */
async function compareAndSet(
  client: RedisClient,
  keys: number,
  parameters: (string | Buffer)[],
): Promise<number[]> {
  try {
    return (await client.evalsha(compareAndSetSha, keys, ...parameters)) as number[];
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return (await client.eval(compareAndSetScript, keys, ...parameters)) as number[];
  }
}
