import { laneOf } from "../../lane.ts";
import type { RedisLink } from "../connect.ts";
import { type StateWrite, VERSION_LENGTH } from "../facts.ts";
import { type Fetched, groupsOf } from "../fetch.ts";
import type { RedisClient } from "../server.ts";
import { compareAndSetScript, compareAndSetSha } from "./script.ts";

/** The hash tag is the lane, so that the states of a lane share a slot and one script may write them together. */
export function stateKey(user: string, lanes: number): string {
  return `{${laneOf(user, lanes)}}:s:${user}`;
}

/**
 * States by user. Undefined when any of them could not be read: with missing states, sessions would be opened twice.
 */
export function statesOf(
  users: readonly string[],
  values: readonly Fetched[],
): Map<string, string> | undefined {
  const states = new Map<string, string>();
  for (let at = 0; at < users.length; at += 1) {
    const value = values[at];
    if (value === undefined) return undefined;
    if (value !== null) states.set(users[at]!, stateText(value));
  }
  return states;
}

/**
 * States are UTF-8. Other bytes were not written by the pipeline and cannot be read as a state. But their first bytes
 * are kept exactly, because a write over them has to expect them as the version.
 */
function stateText(value: Buffer): string {
  for (let at = 0; at < VERSION_LENGTH && at < value.length; at += 1)
    if (value[at]! > LAST_ASCII) return value.toString("latin1");
  return value.toString();
}

const LAST_ASCII = 0x7f;

/** Returns the users whose write lost the race. Throws `RedisUnavailable` when a part could not be written; the call can be repeated. */
export async function writeStates(
  redis: RedisLink,
  writes: readonly StateWrite[],
  options: { lanes: number; ttlMs: number },
  deadline: number,
): Promise<Set<string>> {
  const keys = writes.map(({ user }) => stateKey(user, options.lanes));
  const lost = new Set<string>();
  await Promise.all(
    groupsOf(keys, redis.clustered).map(async (group) => {
      const parameters = argumentsOf(group.keys, group.at, writes, options.ttlMs);
      const positions = await redis.run(
        (client) => compareAndSet(client, group.keys.length, parameters),
        deadline,
      );
      for (const position of positions) lost.add(writes[group.at[position - 1]!]!.user);
    }),
  );
  return lost;
}

/** Keys, time to live, and the expected version and the new state of each, as the script takes them. */
function argumentsOf(
  keys: readonly string[],
  at: readonly number[],
  writes: readonly StateWrite[],
  ttlMs: number,
): (string | Buffer)[] {
  const parameters: (string | Buffer)[] = [...keys, String(ttlMs)];
  for (const index of at) parameters.push(expectedOf(writes[index]!), writes[index]!.next);
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
