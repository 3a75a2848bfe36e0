import type { Keyspace } from "./keyspace.ts";
import type { RedisReply } from "./resp.ts";
import type { Scripts } from "./script.ts";

/** What a connection has agreed on. */
export interface Session {
  protocol: 2 | 3;
  /** Set by QUIT: the connection ends after the reply. */
  ending: boolean;
}

export interface Server {
  keyspace: Keyspace;
  scripts: Scripts;
  /** Another with every start. */
  runId: string;
}

type Arguments = readonly Buffer[];
interface Command {
  /** Arguments that it needs at least. */
  least: number;
  run(parameters: Arguments, server: Server, session: Session): RedisReply;
}

const OK = "OK";
const count = (parameters: Arguments, counts: (one: Buffer) => boolean) => parameters.filter(counts).length;

const commands: Record<string, Command> = {
  GET: { least: 1, run: ([key], { keyspace }) => keyspace.get(key!) },
  MGET: { least: 1, run: (keys, { keyspace }) => keys.map((key) => keyspace.get(key)) },
  SET: { least: 2, run: (parameters, { keyspace }) => set(keyspace, parameters) },
  APPEND: { least: 2, run: ([key, value], { keyspace }) => append(keyspace, key!, value!) },
  DEL: { least: 1, run: (keys, { keyspace }) => count(keys, (key) => keyspace.delete(key)) },
  EXPIRE: { least: 2, run: (parameters, { keyspace }) => expire(keyspace, parameters) },
  PTTL: { least: 1, run: ([key], { keyspace }) => keyspace.ttl(key!) },
  DBSIZE: { least: 0, run: (_none, { keyspace }) => keyspace.keys().length },
  SCAN: { least: 1, run: (parameters, { keyspace }) => scan(keyspace, parameters) },
  FLUSHALL: {
    least: 0,
    run(_none, { keyspace }) {
      keyspace.clear();
      return OK;
    },
  },
  EVALSHA: {
    least: 2,
    run: ([sha, ...rest], { keyspace, scripts }) => scripts.evalsha(keyspace, sha!, rest),
  },
  EVAL: { least: 2, run: ([text, ...rest], { keyspace, scripts }) => scripts.eval(keyspace, text!, rest) },
  SCRIPT: { least: 1, run: (parameters, { scripts }) => script(scripts, parameters) },
  PING: { least: 0, run: ([text]) => text ?? "PONG" },
  HELLO: { least: 0, run: ([version], _server, session) => hello(version, session) },
  AUTH: { least: 1, run: () => OK },
  CLIENT: { least: 1, run: () => OK },
  COMMAND: { least: 0, run: () => [] },
  INFO: { least: 0, run: (_sections, { runId }) => Buffer.from(info(runId)) },
  SELECT: {
    least: 1,
    run: ([db]) => (db!.toString() === "0" ? OK : new Error("ERR DB index is out of range")),
  },
  QUIT: {
    least: 0,
    run(_none, _server, session) {
      session.ending = true;
      return OK;
    },
  },
};

const info = (runId: string): string =>
  [
    "# Server",
    "redis_version:7.0.0",
    "redis_mode:standalone",
    `run_id:${runId}`,
    "# Memory",
    "maxmemory_policy:noeviction",
    "# Stats",
    "evicted_keys:0",
    "# Persistence",
    "loading:0",
    "# Replication",
    "role:master",
    "",
  ].join("\r\n");

/** Carries out one request. */
export function execute([name, ...parameters]: Arguments, server: Server, session: Session): RedisReply {
  const called = name!.toString("latin1").toUpperCase();
  const command = Object.hasOwn(commands, called) ? commands[called] : undefined;
  if (command === undefined) {
    const known = Object.keys(commands).join(", ");
    return new Error(`ERR unknown command; this embedded Redis knows only ${known}`);
  }
  if (parameters.length < command.least)
    return new Error(`ERR wrong number of arguments for '${called.toLowerCase()}' command`);
  return command.run(parameters, server, session);
}

function hello(version: Buffer | undefined, session: Session): RedisReply {
  const protocol = version === undefined ? session.protocol : Number(version);
  if (protocol !== 2 && protocol !== 3) return new Error("NOPROTO unsupported protocol version");
  session.protocol = protocol;
  return new Map<string, RedisReply>([
    ["server", Buffer.from("redis")],
    ["version", Buffer.from("7.0.0")],
    ["proto", protocol],
    ["id", 1],
    ["mode", Buffer.from("standalone")],
    ["role", Buffer.from("master")],
    ["modules", []],
  ]);
}

function script(scripts: Scripts, [action, ...rest]: Arguments): RedisReply {
  switch (action!.toString("latin1").toUpperCase()) {
    case "LOAD":
      return scripts.load(rest[0] ?? Buffer.alloc(0));
    case "EXISTS":
      return rest.map((sha) => Number(scripts.has(sha.toString("latin1"))));
    case "FLUSH":
      scripts.forget();
      return OK;
    default:
      return new Error("ERR unknown subcommand; this embedded Redis knows SCRIPT LOAD, EXISTS and FLUSH");
  }
}

/** SET key value [NX]. */
function set(keyspace: Keyspace, [key, value, ...options]: Arguments): RedisReply {
  const onlyNew = options.map((word) => word.toString("latin1").toUpperCase()).join(" ");
  if (onlyNew !== "" && onlyNew !== "NX")
    return new Error("ERR syntax error; this embedded Redis knows SET with NX");
  if (onlyNew === "NX" && keyspace.get(key!) !== null) return null;
  keyspace.set(key!, value!);
  return OK;
}

/** An end of the key stays what it was, as in Redis. */
function append(keyspace: Keyspace, key: Buffer, value: Buffer): RedisReply {
  const ttl = keyspace.ttl(key);
  const whole = Buffer.concat([keyspace.get(key) ?? Buffer.alloc(0), value]);
  keyspace.set(key, whole, ttl < 0 ? undefined : ttl);
  return whole.length;
}

/** EXPIRE key seconds [NX], NX only where the key has no end yet. */
function expire(keyspace: Keyspace, [key, seconds, ...options]: Arguments): RedisReply {
  const onlyEndless = options.map((word) => word.toString("latin1").toUpperCase()).join(" ");
  if (onlyEndless !== "" && onlyEndless !== "NX")
    return new Error("ERR syntax error; this embedded Redis knows EXPIRE with NX");
  const value = keyspace.get(key!);
  if (value === null || (onlyEndless === "NX" && keyspace.ttl(key!) !== -1)) return 0;
  keyspace.set(key!, value, Number(seconds!.toString("latin1")) * 1000);
  return 1;
}

/** Everything at once: a keyspace in memory needs no cursor. */
function scan(keyspace: Keyspace, parameters: Arguments): RedisReply {
  const at = parameters.findIndex((word) => word.toString("latin1").toUpperCase() === "MATCH");
  const pattern = at < 0 ? "*" : parameters[at + 1]!.toString("latin1");
  const expression = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "s",
  );
  return [Buffer.from("0"), keyspace.keys().filter((key) => expression.test(key.toString("latin1")))];
}
