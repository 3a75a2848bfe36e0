import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { objectsOf } from "../../../functions/failed/objects.ts";
import { failedRows } from "../../../scripts/forget/failed-rows.ts";
import { claimCheck, payloadOfRow } from "../../../shared/failure/claim-check.ts";
import { describe as describeRow } from "../../../shared/failure/describe.ts";
import type { FailedEvent, Failure } from "../../../shared/failure/failed-event.ts";
import { isInValue, needlesOf } from "../../../shared/forget/needles.ts";
import { failureAt, type MemoryStore, memoryObjectStore } from "../../shared/failure/builders.ts";

const needles = needlesOf(["ann"]);
const line = (user_id: string, more = "") => JSON.stringify({ user_id, more });
const bytes = (...lines: string[]) => Buffer.from(lines.join("\n"));

async function bucketOf(...failures: Failure[]) {
  const store = memoryObjectStore();
  const rows: FailedEvent[] = [];
  for (const failure of failures)
    rows.push(
      await claimCheck(describeRow(failure, { component: "enrich", now: 0 }), failure.payload, store),
    );
  for (const object of objectsOf(rows, "failed")) await store.put(object.key, object.bytes);
  const remover = {
    remove: async (keys: readonly string[]) => keys.forEach((key) => void store.objects.delete(key)),
    removeEarlier: async () => {},
  };
  return { store, place: failedRows({ store, remover, needles, prefix: "failed/" }) };
}

const rowsOf = (store: MemoryStore): FailedEvent[] =>
  [...store.objects]
    .filter(([key]) => key.startsWith("failed/"))
    .flatMap(([, body]) => gunzipSync(body).toString().trim().split("\n"))
    .map((text) => JSON.parse(text));

/** What the rows hold, decoded. */
const payloadsOf = async (store: MemoryStore) =>
  Promise.all(rowsOf(store).map(async (row) => Buffer.from(await payloadOfRow(row, store)).toString()));

describe("failed events of somebody", () => {
  test("are counted and left where they are, until they are removed", async () => {
    const { store, place } = await bucketOf(
      failureAt(0, { payload: bytes(line("ann")) }),
      failureAt(1, { payload: bytes(line("bob")) }),
    );
    const before = [...store.objects];
    expect(await place.find()).toMatchObject({ unit: "lines", count: 1, objects: 1 });
    expect([...store.objects]).toEqual(before);
    await place.remove();
    expect(await payloadsOf(store)).toEqual([line("bob")]);
    expect((await place.find()).count).toBe(0);
  });

  test("are taken out of a pack, whose other lines stay and are counted", async () => {
    const pack = gzipSync(bytes(line("ann"), line("bob"), line("cid")));
    const { store, place } = await bucketOf(failureAt(0, { payload: pack, lines: 3 }));
    await place.remove();
    const [row] = rowsOf(store);
    expect(await payloadsOf(store)).toEqual([`${line("bob")}\n${line("cid")}\n`]);
    expect(row).toMatchObject({
      lines: 2,
      payload_bytes: Buffer.byteLength(`${line("bob")}\n${line("cid")}\n`),
    });
    expect(row!.failure_id).toBe(describeRow(failureAt(0), { component: "enrich", now: 0 }).failure_id);
  });

  test("go with the object beside their row where the payload is large", async () => {
    const large = (user: string) => bytes(line(user, "x".repeat(200_000)));
    const { store, place } = await bucketOf(
      failureAt(0, { payload: large("ann") }),
      failureAt(1, { payload: large("bob") }),
    );
    expect(await place.find()).toMatchObject({ count: 1 });
    await place.remove();
    expect(await payloadsOf(store)).toEqual([large("bob").toString()]);
    expect([...store.objects.keys()].filter((key) => key.startsWith("oversize/"))).toHaveLength(1);
  });

  test("are found by what the row says, and an object without rows is no more", async () => {
    const errors = [{ path: "/user_id", expected: "text", actual: "ann", message: "no" }];
    const { store, place } = await bucketOf(failureAt(0, { payload: bytes("{}"), errors }));
    await place.remove();
    expect(store.objects.size).toBe(0);
  });

  test("are gone also after a run that removed the payload and not the row", async () => {
    const { store, place } = await bucketOf(
      failureAt(0, { payload: bytes(line("ann", "x".repeat(200_000))) }),
    );
    for (const key of store.objects.keys()) if (key.startsWith("oversize/")) store.objects.delete(key);
    const get = store.get.bind(store);
    store.get = async (key) => {
      if (store.objects.has(key)) return get(key);
      throw Object.assign(new Error("The specified key does not exist."), { name: "NoSuchKey" });
    };
    await place.remove();
    expect(isInValue(needles, rowsOf(store))).toBe(false);
    expect(store.objects.size).toBe(0);
  });
});
