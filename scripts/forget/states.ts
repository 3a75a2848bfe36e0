import { isIn } from "../../shared/forget/needles.ts";
import type { RedisLink } from "../../shared/redis/connect.ts";
import { stateText } from "../../shared/redis/state/form.ts";
import { stateKey } from "../../shared/redis/state/store.ts";
import type { ForgettingPlace } from "./found.ts";
import type { Subject } from "./subject.ts";

const MAX_MS = 30_000;

/**
 * Session states: those of the ids, and of a shared device the one that names the person, since a part of a state cannot
 * be taken out. Whoever is there now begins a session anew.
 */
export function sessionStates(
  redis: RedisLink,
  lanes: number,
  { needles, shared }: Subject,
): ForgettingPlace {
  const name = "session states";
  const get = async (device: string): Promise<string | null> => {
    const stored = await redis.run(
      (client) => client.getBuffer(stateKey(device, lanes)),
      Date.now() + MAX_MS,
    );
    return stored === null ? null : stateText(stored);
  };

  async function found(): Promise<string[]> {
    const devices: string[] = [];
    for (const id of needles.ids) if ((await get(id)) !== null) devices.push(id);
    for (const { device } of shared) {
      const state = await get(device);
      if (state !== null && (isIn(needles, state) || namesId(state, needles.ids))) devices.push(device);
    }
    return devices;
  }

  return {
    name,
    async find() {
      const { length } = await found();
      return { place: name, unit: "states", count: length, objects: length };
    },
    async remove() {
      const devices = await found();
      for (const device of devices)
        await redis.run((client) => client.del(stateKey(device, lanes)), Date.now() + MAX_MS);
      return devices.length;
    },
  };
}

const LETTER = String.raw`[\p{L}\p{N}]`;

/** A short id counts in a state where it stands by itself: a state names little, and losing one costs a session. */
const namesId = (state: string, ids: ReadonlySet<string>): boolean =>
  [...ids].some((id) => {
    const text = id.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    return new RegExp(`(?<!${LETTER})${text}(?!${LETTER})`, "u").test(state);
  });
