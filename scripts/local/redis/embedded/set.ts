import type { Keyspace } from "./keyspace.ts";
import type { RedisReply } from "./resp.ts";

const unitsOfTime: Record<string, number> = { PX: 1, EX: 1000 };

/** SET key value [NX | XX] [EX seconds | PX milliseconds]. */
export function setCommand(keyspace: Keyspace, [key, value, ...options]: readonly Buffer[]): RedisReply {
  const words = options.map((word) => word.toString("latin1").toUpperCase());
  let ttlMs: number | undefined;
  let condition: string | undefined;
  while (words.length > 0) {
    const word = words.shift()!;
    const unit = unitsOfTime[word];
    if (unit !== undefined && ttlMs === undefined) ttlMs = Number(words.shift()) * unit;
    else if (word === "NX" || word === "XX") condition = word;
    else return new Error("ERR syntax error");
  }
  if (ttlMs !== undefined && !(Number.isInteger(ttlMs) && ttlMs > 0))
    return new Error("ERR invalid expire time in 'set' command");
  const exists = keyspace.get(key!) !== null;
  if ((condition === "NX" && exists) || (condition === "XX" && !exists)) return null;
  keyspace.set(key!, value!, ttlMs);
  return "OK";
}
