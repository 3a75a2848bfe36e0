import { spawnSync } from "node:child_process";
import { createServer, type Server } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { namedRedis } from "../../../../scripts/local/redis/external.ts";
import { startRedis } from "../../../../scripts/local/redis/index.ts";
import { freePort } from "../../../../scripts/local/redis/server-process.ts";
import type { LocalRedis } from "../../../../scripts/local/redis/types.ts";
import { connectRedis } from "../../../../shared/redis/connect.ts";
import { PASSWORD, type SecureRedis, secureServer, startSecureRedis } from "./secure-server.ts";

const encoded = encodeURIComponent(PASSWORD);
const judged = (url: string) => namedRedis({ REDIS_URL: url });

async function refusal(url: string): Promise<string> {
  const error = await judged(url).then(
    () => undefined,
    (reason: Error) => reason,
  );
  expect(error).toMatchObject({ name: "UserError" });
  for (const secret of ["hunter2", PASSWORD, encoded]) expect(error!.message).not.toContain(secret);
  return error!.message;
}

test("without REDIS_URL none is named", async () => {
  expect(await namedRedis({})).toBeUndefined();
  expect(await namedRedis({ REDIS_URL: "" })).toBeUndefined();
});

describe("a plain server", () => {
  let redis: LocalRedis;
  beforeAll(async () => {
    redis = await startRedis({ use: "embedded", log: () => {} });
  });
  afterAll(() => redis.stop());

  test("is taken, and is not ours to kill", async () => {
    const named = await judged(`redis://127.0.0.1:${redis.port}`);
    expect(named).toMatchObject({ host: "127.0.0.1", port: redis.port, tls: false, kind: "external" });
    expect(named!.version).toBe("7.0.0");
    const link = connectRedis(named!);
    expect(await link.run((client) => client.dbsize(), Date.now() + 5_000)).toBe(0);
    link.close();
    await expect(named!.kill()).rejects.toThrow("not ours to kill");
  });

  test("whose address says TLS is refused", async () => {
    expect(await refusal(`rediss://127.0.0.1:${redis.port}`)).toContain("redis:// instead of rediss://");
  });
});

describe("what is no Redis that a run can use is refused in a sentence", () => {
  const listening: Server[] = [];
  afterEach(() => {
    for (const server of listening.splice(0)) server.close();
  });
  /** A server that tells every client the same. */
  const telling = async (text: string) => {
    // What the client says is read, and so is that it has left: unread, its socket would stay for as long as the tests run.
    const server = createServer(
      (socket) =>
        void socket
          .on("error", () => {})
          .resume()
          .end(text),
    );
    listening.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as { port: number }).port;
  };

  test.each([
    ["no address", "localhost", "REDIS_URL: The address of Redis has no redis://"],
    ["a cluster", "redis://127.0.0.1:7000?cluster=true", "This is a Redis cluster"],
    ["a host that is not known", "redis://:hunter2@no.such.host.invalid", "No such host is known here"],
  ])("%s", async (_description, url, part) => {
    expect(await refusal(url)).toContain(part);
  });

  test("nothing that listens", async () => {
    const sentence = await refusal(`redis://:hunter2@127.0.0.1:${await freePort()}`);
    expect(sentence).toMatch(/ECONNREFUSED.* Nothing listens there: start it/);
  });

  test.each([
    ["another service", "HTTP/1.1 400 Bad Request\r\n\r\n", "What answers there is no Redis"],
    ["one in protected mode", "-DENIED Redis is running in protected mode\r\n", "It is in protected mode"],
    ["one with too many clients", "-ERR max number of clients reached\r\n", "all the clients that it takes"],
  ])("%s", async (_description, text, part) => {
    expect(await refusal(`redis://:hunter2@127.0.0.1:${await telling(text)}`)).toContain(part);
  });

  test.each([
    ["a node of a cluster", "redis_mode:cluster\r\nrole:master", "This is a Redis cluster"],
    ["a replica", "redis_mode:standalone\r\nrole:slave", "This is a replica"],
  ])("%s", async (_description, info, part) => {
    const server = createServer((socket) => {
      // To HELLO an old server says that it knows none; to all else this one tells what it is.
      socket.on("error", () => {});
      socket.on("data", (chunk) => {
        if (/hello/i.test(String(chunk))) socket.write("-ERR unknown command 'hello'\r\n");
        else socket.write(`$${info.length}\r\n${info}\r\n`);
      });
    });
    listening.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    expect(await refusal(`redis://127.0.0.1:${port}`)).toContain(part);
  });
});

(secureServer.available ? describe : describe.skip)(secureServer.describedAs, () => {
  let redis: SecureRedis;
  beforeAll(async () => {
    redis = await startSecureRedis();
  });
  afterAll(async () => redis[Symbol.asyncDispose]());

  /** In a process of its own, since the authorities are read when one starts. */
  function judgedKnowing(authority: string, url: string): string {
    const module = new URL("../../../../scripts/local/redis/external.ts", import.meta.url).href;
    const script = `import { namedRedis } from ${JSON.stringify(module)};
      const named = await namedRedis(process.env).catch((error) => error);
      console.log(named.message ?? \`\${named.kind}, user \${named.username}, TLS \${named.tls}\`);`;
    const env = { ...process.env, REDIS_URL: url, NODE_EXTRA_CA_CERTS: authority };
    const args = ["--input-type=module", "-e", script];
    return spawnSync(process.execPath, args, { env, encoding: "utf8" }).stdout.trim();
  }

  test("is taken with the authority's certificate, a user and a password of any marks", () => {
    expect(judgedKnowing(redis.authority, redis.url)).toBe("external, user pipeline, TLS true");
  });

  test("is refused without the authority's certificate", async () => {
    expect(await refusal(redis.url)).toMatch(/authority that is not known here: .* NODE_EXTRA_CA_CERTS/);
  });

  test("is refused under a name that is not the certificate's", () => {
    const sentence = judgedKnowing(redis.authority, redis.url.replace("127.0.0.1", "localhost"));
    expect(sentence).toContain("Its certificate is for another name");
    expect(sentence).not.toContain(PASSWORD);
  });

  test.each([
    ["no password", "", "It wants a password"],
    ["another password", "pipeline:hunter2@", "It takes another user or password"],
    ["a user that may only look", `reader:${encoded}@`, "Its user may not do what the pipeline does"],
  ])("is refused with %s", async (_description, credentials, part) => {
    expect(await refusal(`redis://${credentials}127.0.0.1:${redis.plainPort}`)).toContain(part);
  });

  test("is refused where the address says nothing of TLS", async () => {
    expect(await refusal(`redis://:hunter2@127.0.0.1:${redis.tlsPort}`)).toContain("write rediss://");
  });
});
