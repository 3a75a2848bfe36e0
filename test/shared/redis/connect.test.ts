import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { startRedis } from "../../../scripts/local/redis/index.ts";
import { connectRedis, type RedisLink } from "../../../shared/redis/connect.ts";
import type { RedisTarget } from "../../../shared/redis/target.ts";

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const PASSWORD = "hunter2";
const connect = (port: number, override: Partial<RedisTarget> = {}): RedisLink => {
  const link = connectRedis({
    host: "127.0.0.1",
    port,
    tls: false,
    cluster: false,
    password: PASSWORD,
    ...override,
  });
  open.push(link.close);
  return link;
};
const embedded = async (persist = false) => {
  const redis = await startRedis({ use: "embedded", persist, log: () => {} });
  open.push(redis.stop);
  return redis;
};
/** A server that does with each connection what the test says. */
const server = async (serve: (socket: Socket) => void): Promise<number> => {
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket.on("error", () => socket.destroy()));
    serve(socket);
  }).listen(0, "127.0.0.1");
  await once(listener, "listening");
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  return (listener.address() as { port: number }).port;
};
const soon = () => Date.now() + 5_000;
const get = (link: RedisLink, deadline = soon()) => link.run((client) => client.get("key"), deadline);

describe("connectRedis", () => {
  test("the first command waits for the connection that is under way", async () => {
    const { port } = await embedded();
    await expect(get(connect(port))).resolves.toBeNull();
  });

  test.each([
    { description: "the default user's", credentials: {}, user: "default" },
    { description: "a user's", credentials: { username: "app" }, user: "app" },
  ])("shows the server a password, $description", async ({ credentials, user }) => {
    let heard = "";
    const port = await server((socket) => {
      socket.on("data", (chunk) => {
        heard += String(chunk);
        socket.write("+OK\r\n");
      });
    });
    await get(connect(port, credentials)).catch(() => {});
    const words = heard.split("\r\n").filter((_, at) => at % 2 === 0);
    expect(words.slice(words.indexOf("AUTH") + 1).slice(0, 2)).toEqual([user, PASSWORD]);
  });

  test("without a server it returns all the same, and calls fail with a typed error that names it", async () => {
    const redis = await embedded();
    await redis.stop();
    const link = connect(redis.port);
    const failure = { name: "RedisUnavailable", message: expect.stringContaining(`127.0.0.1:${redis.port}`) };
    await expect(get(link)).rejects.toMatchObject(failure);
    await expect(get(link)).rejects.toMatchObject(failure);
  });

  test("comes back by itself when the server does", async () => {
    const redis = await embedded();
    await redis.kill();
    const link = connect(redis.port);
    await expect(get(link)).rejects.toThrow("out of reach");
    await redis.restart();
    const answer = async (): Promise<unknown> =>
      get(link).catch(() => new Promise(setImmediate).then(answer));
    await expect(answer()).resolves.toBeNull();
  });

  test("a server that started again goes by another name, and one that was merely cut off by the same", async () => {
    const redis = await embedded(true);
    const link = connect(redis.port);
    expect(link.server).toBe("");
    await get(link);
    const before = link.server;
    await link.run(async (client) => client.disconnect(true), soon());
    await get(link);
    expect(link.server).toBe(before);
    await redis.restart();
    await get(link);
    expect(link.server).not.toBe(before);
  });

  test("a connection that was lost in between costs nothing but a new one", async () => {
    const redis = await embedded(true);
    const link = connect(redis.port);
    await link.run((client) => client.set("key", "kept"), soon());
    await redis.kill();
    await redis.restart();
    await expect(get(link)).resolves.toBe("kept");
  });

  test("a command under way when the connection breaks is sent once more", async () => {
    const { port } = await embedded();
    let gets = 0;
    const link = connect(port);
    const broken = link.run((client) => {
      gets += 1;
      if (gets === 1) "stream" in client && (client as unknown as { stream: Socket }).stream.destroy();
      return client.get("key");
    }, soon());
    await expect(broken).resolves.toBeNull();
    expect(gets).toBe(2);
  });

  test("a deadline that has passed fails before anything is sent", async () => {
    const { port } = await embedded();
    const link = connect(port);
    await get(link);
    let sent = false;
    const late = link.run(async () => {
      sent = true;
    }, Date.now() - 1);
    await expect(late).rejects.toThrow("no time was left");
    expect(sent).toBe(false);
  });

  test("a server that says nothing is given no longer than the deadline", async () => {
    const link = connect(await server(() => {}));
    await expect(get(link, Date.now() + 50)).rejects.toThrow(/no answer within \d+ ms/);
  });

  test("an answer of the server that is an error keeps its words and loses its arguments", async () => {
    const { port } = await embedded();
    const failed = connect(port).run((client) => client.call("lpush", "key", "private"), soon());
    await expect(failed).rejects.toThrow("unknown command");
    await expect(failed).rejects.not.toThrow("private");
  });

  test("the password is in no message, even when the server quotes it", async () => {
    const port = await server((socket) => {
      socket.on("data", () => socket.end(`-WRONGPASS no user with ${PASSWORD}\r\n`.repeat(3)));
    });
    const failed = get(connect(port));
    await expect(failed).rejects.toThrow("WRONGPASS no user with ***");
  });
});
