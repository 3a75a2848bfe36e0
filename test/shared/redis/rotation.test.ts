import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { findServer, startServerProcess } from "../../../scripts/local/redis/server-process.ts";
import { connectRedis, type RedisLink } from "../../../shared/redis/connect.ts";
import type { RedisCredentials } from "../../../shared/redis/credentials.ts";

const server = findServer();
const soon = () => Date.now() + 5_000;
const get = (link: RedisLink) => link.run((client) => client.get("key"), soon());
/** Cuts every connection but the one that asks, as a fail-over or a restart does. */
const cut = (link: RedisLink) =>
  link.run((client) => client.call("CLIENT", "KILL", "TYPE", "normal"), soon());

(server === undefined ? describe.skip : describe)(
  "rotated credentials (skipped without a server on the PATH)",
  () => {
    let process: Awaited<ReturnType<typeof startServerProcess>>;
    let admin: RedisLink;
    let secret: RedisCredentials | undefined;
    let reads: number;
    const open: RedisLink[] = [];

    beforeEach(async () => {
      process = await startServerProcess(server!.path, {});
      admin = connectRedis(process);
      await admin.run((client) => client.config("SET", "requirepass", "first"), soon());
      secret = { password: "first" };
      reads = 0;
    });

    afterEach(async () => {
      for (const link of [admin, ...open.splice(0)]) link.close();
      await process.stop();
    });

    function connect(credentials = secret): RedisLink {
      const readCredentials = async () => {
        reads += 1;
        return secret;
      };
      const link = connectRedis({ ...process, ...credentials, readCredentials });
      open.push(link);
      return link;
    }

    test.each([
      {
        description: "another password",
        change: ["CONFIG", "SET", "requirepass", "second"],
        after: { password: "second" },
      },
      {
        description: "another user",
        change: ["ACL", "SETUSER", "other", "on", ">second", "~*", "+@all"],
        after: { username: "other", password: "second" },
      },
    ])(
      "$description is read again once the old one is refused, and the call goes on",
      async ({ change, after }) => {
        const link = connect();
        await get(link);
        await admin.run((client) => client.call(...(change as [string])), soon());
        await admin.run((client) => client.config("SET", "requirepass", "second"), soon());
        secret = after;
        await cut(admin);
        await expect(get(link)).resolves.toBeNull();
        expect(reads).toBe(1);
      },
    );

    test("a function that had no password reads the one that was set", async () => {
      const link = connect({} as RedisCredentials);
      await expect(get(link)).resolves.toBeNull();
    });

    test("a secret that says the same as before is not read again for every call", async () => {
      const link = connect({ password: "wrong" });
      secret = { password: "wrong" };
      for (let call = 0; call < 3; call += 1) await expect(get(link)).rejects.toThrow("WRONGPASS");
      expect(reads).toBe(1);
    });

    test("a secret that cannot be read leaves the refusal to be heard of", async () => {
      const readCredentials = () => Promise.reject(new Error("no such secret"));
      const link = connectRedis({ ...process, password: "wrong", readCredentials });
      open.push(link);
      await expect(get(link)).rejects.toThrow("WRONGPASS");
    });
  },
);
