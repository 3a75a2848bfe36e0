import type { RedisLink } from "../../../shared/redis/connect.ts";
import type { RedisClient } from "../../../shared/redis/server.ts";
import { SERVER_LENGTH } from "../../../shared/redis/server.ts";
import { stateText } from "../../../shared/redis/state/form.ts";
import { compareAndSetScript, compareAndSetSha } from "../../../shared/redis/state/script.ts";
import { RedisUnavailable } from "../../../shared/redis/unavailable.ts";
import { Keyspace } from "../../local/redis/embedded/keyspace.ts";
import { Scripts } from "../../local/redis/embedded/script.ts";
import type { Host } from "../host.ts";
import type { SimulatedNetwork } from "../network.ts";
import type { SimulatedTime } from "../time.ts";

export interface StateTap {
  /** A device's state was replaced at a time, epoch ms; `before` is undefined for the first. */
  written(device: string, before: string | undefined, after: string, at: number): void;
  /** A fail-over put an older state in its place. */
  lost(device: string, before: string | undefined): void;
}

interface Write {
  at: number;
  key: Buffer;
  before: Buffer | null;
}

const STATE_TTL_MS = 7 * 24 * 3_600_000;
const COMMAND_TIMEOUT_MS = 2_000;

/** Redis in memory, with the pipeline's script, and replicas that lag behind. */
export class SimulatedRedis extends Keyspace {
  #downUntil = 0;
  #fullUntil = 0;
  #failOvers = 0;
  #evictions = 0;
  readonly scripts = new Scripts();
  readonly #time: SimulatedTime;
  readonly #tap: StateTap;
  #writes: Write[] = [];

  constructor(time: SimulatedTime, tap: StateTap) {
    super(time.now);
    this.#time = time;
    this.#tap = tap;
  }

  override set(key: Buffer, value: Buffer, ttlMs?: number): void {
    const before = this.get(key);
    super.set(key, value, ttlMs);
    const device = deviceOfKey(key);
    if (device === undefined) return;
    this.#writes.push({ at: this.#time.now(), key, before });
    this.#tap.written(
      device,
      before === null ? undefined : stateText(before),
      stateText(value),
      this.#time.now(),
    );
  }

  /** A replica takes over that has not seen the writes of the last `lag` ms; it knows no script. */
  failOver(lag: number, downMs: number): number {
    this.#failOvers += 1;
    const since = this.#time.now() - lag;
    const lost = this.#writes.filter(({ at }) => at > since);
    for (const { key, before } of lost.toReversed()) {
      if (before === null) this.delete(key);
      else super.set(key, before, STATE_TTL_MS);
      this.#tap.lost(deviceOfKey(key)!, before === null ? undefined : stateText(before));
    }
    this.#writes = [];
    this.scripts.forget();
    this.goDown(downMs);
    return lost.length;
  }

  /** Gives up the state of a device, as a server does that is full and may. */
  evict(pick: (devices: readonly string[]) => string): void {
    const devices = [...new Set(this.#writes.map(({ key }) => key.toString()))];
    if (devices.length === 0) return;
    const key = Buffer.from(pick(devices));
    if (this.get(key) === null) return;
    this.#evictions += 1;
    this.#writes = this.#writes.filter((write) => !write.key.equals(key));
    this.delete(key);
    this.#tap.lost(deviceOfKey(key)!, undefined);
  }

  /** Another after each fail-over and each key that was given up. */
  get server(): string {
    return String(this.#failOvers + this.#evictions).padStart(SERVER_LENGTH, "0");
  }

  /** Refuses writes for a while. */
  fillUp(ms: number): void {
    this.#fullUntil = Math.max(this.#fullUntil, this.#time.now() + ms);
  }

  get isFull(): boolean {
    return this.#time.now() < this.#fullUntil;
  }

  goDown(ms: number): void {
    this.#downUntil = Math.max(this.#downUntil, this.#time.now() + ms);
  }

  get isDown(): boolean {
    return this.#time.now() < this.#downUntil;
  }
}

/** `{lane}:s:device` → device; undefined for a look-up's key. */
function deviceOfKey(key: Buffer): string | undefined {
  const text = key.toString();
  const at = text.indexOf("}:s:");
  return at < 0 ? undefined : text.slice(at + 4);
}

/** The connection of one environment. It fails as the real one does: after a second try. */
export function redisLinkOf(
  redis: SimulatedRedis,
  network: SimulatedNetwork,
  host: Host,
  clustered: boolean,
): RedisLink {
  const { faults, random } = network;
  const client = clientOf(redis) as unknown as RedisClient;

  async function attempt<Result>(use: (client: RedisClient) => Promise<Result>, deadline: number) {
    await host.sleep(random.between(1, 2));
    if (faults.strikes("crash")) await host.die();
    if (redis.isDown) throw new RedisUnavailable("Redis is out of reach");
    const left = Math.max(0, Math.min(COMMAND_TIMEOUT_MS, deadline - host.now()));
    if (faults.strikes("timeout")) {
      await host.sleep(left);
      throw new RedisUnavailable("Redis did not answer in time");
    }
    const result = await use(client);
    if (faults.strikes("crash")) await host.die();
    await host.sleep(1);
    return { result, answered: !faults.strikes("lost-answer") };
  }

  return {
    clustered,
    get server() {
      return redis.server;
    },
    async confirmServer() {},
    async run(use, deadline) {
      const first = await attempt(use, deadline);
      if (first.answered) return first.result;
      const second = await attempt(use, deadline);
      if (second.answered) return second.result;
      throw new RedisUnavailable("Redis lost the connection");
    },
    close() {},
  };
}

function refuseIfFull({ isFull }: SimulatedRedis): void {
  if (isFull) throw new RedisUnavailable("Redis is full and takes no writes");
}

function clientOf(redis: SimulatedRedis) {
  const bytes = (parameters: readonly (string | number | Buffer)[]) =>
    parameters.map((each) => (Buffer.isBuffer(each) ? each : Buffer.from(String(each))));
  const answer = (reply: unknown) => {
    if (reply instanceof Error) throw reply;
    return reply;
  };
  return {
    async mgetBuffer(keys: string[]) {
      return keys.map((key) => redis.get(Buffer.from(key)));
    },
    async set(key: string, value: string) {
      refuseIfFull(redis);
      redis.set(Buffer.from(key), Buffer.from(value));
    },
    async evalsha(sha: string, keys: number, ...parameters: (string | Buffer)[]) {
      refuseIfFull(redis);
      if (sha !== compareAndSetSha) throw new Error("The simulated Redis knows one script alone.");
      return answer(redis.scripts.evalsha(redis, Buffer.from(sha), bytes([keys, ...parameters])));
    },
    async eval(text: string, keys: number, ...parameters: (string | Buffer)[]) {
      refuseIfFull(redis);
      if (text !== compareAndSetScript) throw new Error("The simulated Redis knows one script alone.");
      return answer(redis.scripts.eval(redis, Buffer.from(text), bytes([keys, ...parameters])));
    },
  };
}
