import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startRedis } from "../../../../scripts/local/redis/index.ts";
import type { LocalRedis } from "../../../../scripts/local/redis/types.ts";
import { connectRedis, type RedisLink } from "../../../../shared/redis/connect.ts";
import { VERSION_LENGTH } from "../../../../shared/redis/facts.ts";
import type { RedisClient } from "../../../../shared/redis/server.ts";
import { compareAndSetScript, compareAndSetSha } from "../../../../shared/redis/state/script.ts";
import { servers } from "./servers.ts";

type Call = [command: string, ...parameters: (string | number)[]];

const A = "a".repeat(VERSION_LENGTH);
const B = "b".repeat(VERSION_LENGTH);

/** Calls in their order, each with its answer; what was stored goes on from call to call. */
const dialogues: [what: string, calls: [Call, unknown][]][] = [
  [
    "a value is written and read",
    [
      [["SET", "k", "v"], "OK"],
      [["GET", "k"], "v"],
      [["GET", "none"], null],
    ],
  ],
  [
    "many are read at once",
    [
      [["SET", "k", "v"], "OK"],
      [
        ["MGET", "k", "none", "k"],
        ["v", null, "v"],
      ],
    ],
  ],
  [
    "a key without an end is given one, once",
    [
      [["SET", "k", "v"], "OK"],
      [["EXPIRE", "k", 100, "NX"], 1],
      [["EXPIRE", "k", 5, "NX"], 0],
      [["EXPIRE", "none", 5, "NX"], 0],
      [["GET", "k"], "v"],
      [["EXPIRE", "k", 0], 1],
      [["GET", "k"], null],
    ],
  ],
  [
    "empty values are values",
    [
      [["SET", "k", ""], "OK"],
      [["GET", "k"], ""],
    ],
  ],
  [
    "only new keys are written with NX",
    [
      [["SET", "k", "v", "NX"], "OK"],
      [["SET", "k", "w", "NX"], null],
      [["GET", "k"], "v"],
    ],
  ],
  [
    "a text is added to what is there, whose end stays, or to nothing",
    [
      [["APPEND", "k", "v"], 1],
      [["EXPIRE", "k", 100], 1],
      [["APPEND", "k", "ww"], 3],
      [["GET", "k"], "vww"],
      [["EXPIRE", "k", 5, "NX"], 0],
      [["APPEND", "k"], expect.stringContaining("ERR wrong number of arguments")],
    ],
  ],
  [
    "an option that is none is refused",
    [[["SET", "k", "v", "SOON"], expect.stringContaining("ERR syntax error")]],
  ],
  [
    "a key without an end and no key",
    [
      [["SET", "k", "v"], "OK"],
      [["PTTL", "k"], -1],
      [["PTTL", "none"], -2],
    ],
  ],
  [
    "keys are removed and counted",
    [
      [["SET", "k", "v"], "OK"],
      [["DEL", "k", "none"], 1],
      [["GET", "k"], null],
      [["DBSIZE"], 0],
    ],
  ],
  [
    "keys are found by pattern",
    [
      [["SET", "geo:4:c612", "v"], "OK"],
      [["SET", "zip:1", "v"], "OK"],
      [
        ["SCAN", 0, "MATCH", "geo:*", "COUNT", 1000],
        ["0", ["geo:4:c612"]],
      ],
    ],
  ],
  [
    "everything is removed",
    [
      [["SET", "k", "v"], "OK"],
      [["FLUSHALL"], "OK"],
      [["DBSIZE"], 0],
    ],
  ],
  [
    "it answers a ping",
    [
      [["PING"], "PONG"],
      [["PING", "x"], "x"],
    ],
  ],
  [
    "there are other databases, but not here",
    [
      [["SELECT", 0], "OK"],
      [["SELECT", 4711], expect.stringContaining("out of range")],
    ],
  ],
  ["an unknown command is refused", [[["BOGUS"], expect.stringContaining("ERR unknown command")]]],
  ["too few arguments are refused", [[["GET"], "ERR wrong number of arguments for 'get' command"]]],
  [
    "a script is known once it was sent",
    [
      [["EVALSHA", compareAndSetSha, 0, 1], expect.stringContaining("NOSCRIPT")],
      [["SCRIPT", "EXISTS", compareAndSetSha], [0]],
      [["SCRIPT", "LOAD", compareAndSetScript], compareAndSetSha],
      [["SCRIPT", "EXISTS", compareAndSetSha], [1]],
      [["EVALSHA", compareAndSetSha, 1, "k", 1000, "", `${A}state`], []],
      [["SCRIPT", "FLUSH"], "OK"],
      [["EVALSHA", compareAndSetSha, 0, 1], expect.stringContaining("NOSCRIPT")],
      [["EVAL", compareAndSetScript, 1, "k", 1000, A, `${B}state`], []],
      [["EVALSHA", compareAndSetSha, 1, "k", 1000, A, `${A}state`], [1]],
      [["GET", "k"], `${B}state`],
    ],
  ],
  [
    "a script with too few keys is refused",
    [[["EVAL", compareAndSetScript, 5, "k"], "ERR Number of keys can't be greater than number of args"]],
  ],
  [
    "compare and set looks at each key for itself",
    [
      [["SET", "known", `${A}old`], "OK"],
      [["SET", "moved", `${B}old`], "OK"],
      [
        [
          "EVAL",
          compareAndSetScript,
          3,
          "known",
          "moved",
          "new",
          60_000,
          A,
          `${B}1`,
          A,
          `${A}2`,
          "",
          `${A}3`,
        ],
        [2],
      ],
      [
        ["MGET", "known", "moved", "new"],
        [`${B}1`, `${B}old`, `${A}3`],
      ],
      [["PTTL", "moved"], -1],
    ],
  ],
  [
    "compare and set takes its own repetition for a success",
    [
      [["EVAL", compareAndSetScript, 1, "k", 60_000, "", `${A}1`], []],
      [["EVAL", compareAndSetScript, 1, "k", 60_000, "", `${A}1`], []],
      [["EVAL", compareAndSetScript, 1, "k", 60_000, "", `${B}1`], [1]],
    ],
  ],
  [
    "a state that is gone loses to nobody but who expects none",
    [
      [["EVAL", compareAndSetScript, 2, "k", "l", 60_000, A, `${B}1`, "", `${B}1`], [1]],
      [
        ["MGET", "k", "l"],
        [null, `${B}1`],
      ],
    ],
  ],
];

/** A busy machine may take seconds over megabytes; what is tested is what comes back. */
const PATIENCE_MS = 30_000;

(servers as readonly (typeof servers)[number][]).forEach(({ use, describedAs, available }) => {
  (available ? describe : describe.skip)(describedAs, () => {
    let redis: LocalRedis;
    let link: RedisLink;
    const run = <Result>(call: (client: RedisClient) => Promise<Result>) =>
      link.run(call, Date.now() + PATIENCE_MS);
    beforeAll(async () => {
      redis = await startRedis({ use, log: () => {} });
      link = connectRedis({
        host: redis.host,
        port: redis.port,
        tls: false,
        cluster: false,
        commandTimeoutMs: PATIENCE_MS,
      });
    });
    beforeEach(async () => {
      await run((client) => client.flushall());
      await run((client) => client.script("FLUSH"));
    });
    afterAll(async () => {
      link.close();
      await redis.stop();
    });

    test.each(dialogues)("%s", async (_what, calls) => {
      for (const [[command, ...parameters], answer] of calls) {
        const got = await run((client) =>
          client.call(command, ...parameters).catch((error: Error) => error.message),
        );
        expect([command, got]).toEqual([command, answer]);
      }
    });

    test("bytes that are no text come back as they were", async () => {
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      await run((client) => client.set(bytes, bytes));
      expect(await run((client) => client.mgetBuffer(bytes))).toEqual([bytes]);
    });

    test("a value of several megabytes comes back whole, among other commands", async () => {
      const value = "x".repeat(3_000_000);
      const answers = await run((client) =>
        Promise.all([client.ping(), client.set("k", value), client.get("k"), client.ping()]),
      );
      expect(answers).toEqual(["PONG", "OK", value, "PONG"]);
    });

    test("a key ends with its time", async () => {
      await run((client) => client.eval(compareAndSetScript, 1, "k", 1, "", "v"));
      const gone = async (): Promise<unknown> =>
        (await run((client) => client.get("k"))) === null ? "gone" : gone();
      await expect(gone()).resolves.toBe("gone");
      expect(await run((client) => client.dbsize())).toBe(0);
    });

    test("any password will do, as for a server that has none", async () => {
      const other = connectRedis({
        host: redis.host,
        port: redis.port,
        tls: false,
        cluster: false,
        password: "any",
      });
      await expect(other.run((client) => client.ping(), Date.now() + 5_000)).resolves.toBe("PONG");
      other.close();
    });
  });
});
