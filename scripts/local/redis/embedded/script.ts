import { createHash } from "node:crypto";
import { VERSION_LENGTH } from "../../../../shared/redis/facts.ts";
import { compareAndSetSha } from "../../../../shared/redis/state/script.ts";
import type { Keyspace } from "./keyspace.ts";
import type { RedisReply } from "./resp.ts";

const unknownScript = new Error(
  "ERR this embedded Redis runs no Lua: it knows the pipeline's compare-and-set script and no other. Install redis-server for more.",
);
const noScript = new Error("NOSCRIPT No matching script. Please use EVAL.");

/** Scripts by their hash, as a server keeps them. The one script that the pipeline has is run in TypeScript. */
export class Scripts {
  #loaded = false;

  load(text: Buffer): RedisReply {
    const sha = createHash("sha1").update(text).digest("hex");
    if (sha !== compareAndSetSha) return unknownScript;
    this.#loaded = true;
    return Buffer.from(sha);
  }

  forget(): void {
    this.#loaded = false;
  }

  has(sha: string): boolean {
    return this.#loaded && sha.toLowerCase() === compareAndSetSha;
  }

  evalsha(keyspace: Keyspace, sha: Buffer, parameters: readonly Buffer[]): RedisReply {
    return this.has(sha.toString("latin1")) ? run(keyspace, parameters) : noScript;
  }

  eval(keyspace: Keyspace, text: Buffer, parameters: readonly Buffer[]): RedisReply {
    const loaded = this.load(text);
    return loaded instanceof Error ? loaded : run(keyspace, parameters);
  }
}

function run(keyspace: Keyspace, [count, ...rest]: readonly Buffer[]): RedisReply {
  const keys = Number(count);
  if (!Number.isInteger(keys) || keys < 0) return new Error("ERR value is not an integer or out of range");
  if (keys > rest.length) return new Error("ERR Number of keys can't be greater than number of args");
  return compareAndSet(keyspace, rest.slice(0, keys), rest.slice(keys));
}

/** The same as the Lua text, line by line. */
function compareAndSet(
  keyspace: Keyspace,
  keys: readonly Buffer[],
  parameters: readonly Buffer[],
): RedisReply {
  const ttlMs = Number(parameters[0]);
  const lost: number[] = [];
  keys.forEach((key, index) => {
    const expected = parameters[2 * index + 1]!;
    const next = parameters[2 * index + 2]!;
    const stored = (keyspace.get(key) ?? Buffer.alloc(0)).subarray(0, VERSION_LENGTH);
    if (stored.equals(expected)) keyspace.set(key, next, ttlMs);
    else if (!stored.equals(next.subarray(0, VERSION_LENGTH))) lost.push(index + 1);
  });
  return lost;
}
