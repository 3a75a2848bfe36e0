import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { startRedis } from "../../../../scripts/local/redis/index.ts";
import type { LocalRedis } from "../../../../scripts/local/redis/types.ts";
import { connectRedis, type RedisLink } from "../../../../shared/redis/connect.ts";
import { factStore } from "../../../../shared/redis/fact-store.ts";
import { type FactStore, type StateWrite, VERSION_LENGTH } from "../../../../shared/redis/facts.ts";
import { stateKey } from "../../../../shared/redis/state/store.ts";
import { lookUpTables } from "../../../../shared/redis/tables.ts";
import { servers } from "../../../scripts/local/redis/servers.ts";

const version = (number: number): string => String(number).padStart(VERSION_LENGTH, "0");
const soon = () => Date.now() + 5_000;

const forms = ["none", "zstd"] as const;
const cases = servers.flatMap((server) => forms.map((stateCompression) => ({ ...server, stateCompression })));

cases.forEach(({ use, describedAs, available, stateCompression }) => {
  (available ? describe : describe.skip)(`compareAndSet on ${describedAs}, ${stateCompression}`, () => {
    let redis: LocalRedis;
    let link: RedisLink;
    let store: FactStore;
    beforeAll(async () => {
      redis = await startRedis({ use, log: () => {} });
      link = connectRedis({ host: redis.host, port: redis.port, tls: false, cluster: false });
      store = factStore({
        redis: link,
        lanes: 16,
        tables: lookUpTables(60_000),
        stateTtlSeconds: 60,
        stateCompression,
        now: Date.now,
      });
    });
    beforeEach(() => link.run((client) => client.flushall(), soon()));
    afterAll(async () => {
      link.close();
      await redis.stop();
    });
    const statesOf = async (users: readonly string[]) =>
      (await store.read({ devices: users, keys: {} }, soon())).states;

    test("behaves as a map that compares versions, whatever is written in whatever batches", async () => {
      const users = ["ann", "bob", "zoë", "{7}:s:eve"];
      const attempts = fc.uniqueArray(
        fc.record({
          user: fc.constantFrom(...users),
          right: fc.boolean(),
          text: fc.string({ unit: "grapheme" }),
        }),
        { selector: ({ user }) => user, maxLength: 4 },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(attempts, { maxLength: 6 }), async (batches) => {
          await link.run((client) => client.flushall(), soon());
          const model = new Map<string, string>();
          let versions = 0;
          for (const batch of batches) {
            const writes: StateWrite[] = batch.map(({ user, right, text }) => {
              versions += 1;
              const stored = model.get(user)?.slice(0, VERSION_LENGTH) ?? "";
              return {
                device: user,
                expected: right ? stored : version(900),
                next: Buffer.from(version(versions) + text),
              };
            });
            const lost = await store.compareAndSet(writes, soon());
            expect([...lost].sort()).toEqual(
              batch
                .filter(({ right }) => !right)
                .map(({ user }) => user)
                .sort(),
            );
            for (const { device: user, next } of writes)
              if (!lost.has(user)) model.set(user, next.toString());
            expect(await statesOf(users)).toEqual(model);
          }
        }),
        { numRuns: 40 },
      );
    });

    test("what is no text is written over all the same", async () => {
      const foreign = Buffer.from([0xff, 0xfe, 0x00, 0xe4, ...new Array<number>(40).fill(0xc3)]);
      await link.run((client) => client.set(stateKey("ann", 16), foreign), soon());
      const stored = (await statesOf(["ann"]))!.get("ann")!;
      const expected = stored.slice(0, VERSION_LENGTH);
      const write = { device: "ann", expected, next: Buffer.from(version(1)) };
      expect(await store.compareAndSet([write], soon())).toEqual(new Set());
      expect(await statesOf(["ann"])).toEqual(new Map([["ann", version(1)]]));
    });

    test("of two writers that read the same state one wins", async () => {
      const writes = [1, 2].map((number) => ({
        device: "ann",
        expected: "",
        next: Buffer.from(version(number)),
      }));
      const lost = await Promise.all(writes.map((write) => store.compareAndSet([write], soon())));
      expect(lost.map((users) => users.size).sort()).toEqual([0, 1]);
    });

    test("a call that is repeated because its answer was lost has won, not lost", async () => {
      const write = { device: "ann", expected: "", next: Buffer.from(`${version(1)} state`) };
      expect(await store.compareAndSet([write], soon())).toEqual(new Set());
      expect(await store.compareAndSet([write], soon())).toEqual(new Set());
    });

    test("goes on when the server has forgotten the script", async () => {
      await store.compareAndSet([{ device: "ann", expected: "", next: Buffer.from(version(1)) }], soon());
      await link.run((client) => client.script("FLUSH"), soon());
      expect(
        await store.compareAndSet(
          [{ device: "ann", expected: version(1), next: Buffer.from(version(2)) }],
          soon(),
        ),
      ).toEqual(new Set());
      expect(await statesOf(["ann"])).toEqual(new Map([["ann", version(2)]]));
    });

    test("a state is kept for its time after the last change", async () => {
      await store.compareAndSet([{ device: "ann", expected: "", next: Buffer.from(version(1)) }], soon());
      const keys = await link.run((client) => client.scan(0, "MATCH", "*:s:ann"), soon());
      const left = await link.run((client) => client.pttl(keys[1][0]!), soon());
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(60_000);
    });

    test("more users than one command takes are written and read whole", async () => {
      const users = Array.from({ length: 4_500 }, (_, number) => `user-${number}`);
      const writes = users.map((user, number) => ({
        device: user,
        expected: "",
        next: Buffer.from(version(number)),
      }));
      expect(await store.compareAndSet(writes, soon())).toEqual(new Set());
      expect((await statesOf(users))?.size).toBe(users.length);
      const again = writes.map((write) => ({ ...write, next: Buffer.from(version(9_999)) }));
      expect((await store.compareAndSet(again, soon())).size).toBe(users.length);
    });

    test("nothing to write is no call", async () => {
      expect(await store.compareAndSet([], 0)).toEqual(new Set());
    });

    test("out of reach it throws, and nothing is lost without a word", async () => {
      await redis.kill();
      const write = { device: "ann", expected: "", next: Buffer.from(version(1)) };
      await expect(store.compareAndSet([write], soon())).rejects.toMatchObject({ name: "RedisUnavailable" });
      await redis.restart();
    });
  });
});
