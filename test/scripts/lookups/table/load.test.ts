import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startRedis } from "../../../../scripts/local/redis/index.ts";
import type { LocalRedis } from "../../../../scripts/local/redis/types.ts";
import { rangeOfNetwork } from "../../../../scripts/lookups/geo/range.ts";
import type { TableRow } from "../../../../scripts/lookups/table/file.ts";
import { loadTable } from "../../../../scripts/lookups/table/load.ts";
import { count, text } from "../../../../shared/event/fields.ts";
import { connectRedis, type RedisLink } from "../../../../shared/redis/connect.ts";
import { factStore } from "../../../../shared/redis/fact-store.ts";
import { lookUpTables } from "../../../../shared/redis/tables.ts";
import { type CustomTable, keyTable, rangeTable } from "../../../../shared/steps/table.ts";

let redis: LocalRedis;
let link: RedisLink;
const soon = () => Date.now() + 5_000;
beforeAll(async () => {
  redis = await startRedis({ use: "embedded", log: () => {} });
  link = connectRedis({ host: redis.host, port: redis.port, tls: false, cluster: false });
});
beforeEach(() => link.run((client) => client.flushall(), soon()));
afterAll(async () => {
  link.close();
  await redis.stop();
});

const values = { label: text("A label"), stock: count("In stock") };
const goods = keyTable("goods", { description: "goods", key: "code", values });
const networks = rangeTable("networks", { description: "networks", values });

async function* rows(...all: TableRow[]) {
  yield* all;
}
const row = (key: string, label: string): TableRow => ({ key, values: { label } });
const network = (text: string, label: string): TableRow => ({
  range: rangeOfNetwork(text),
  values: { label },
});

/** What a function that starts now finds. */
async function found(table: CustomTable, ...keys: string[]) {
  const store = factStore({
    redis: link,
    lanes: 1,
    tables: lookUpTables(60_000, [table]),
    stateTtlSeconds: 60,
    now: Date.now,
  });
  const facts = await store.read({ devices: [], keys: { [table.name]: keys } }, soon());
  return keys.map((key) => facts.table(table.name)(key));
}
const ok = (value: object) => ({ status: "ok", value });
const missing = { status: "missing" };

describe("a table of keys that is loaded", () => {
  test("is found by its keys, to the letter", async () => {
    expect(await loadTable(link, goods, rows(row("a", "A"), row("ß:*", "B"), row("a", "C")))).toEqual({
      rows: 2,
      removed: 0,
      sets: ["table:goods"],
    });
    expect(await found(goods, "a", "ß:*", "A", "")).toEqual([
      ok({ label: "C" }),
      ok({ label: "B" }),
      missing,
      missing,
    ]);
  });

  test("replaces an earlier load, and nothing of another table", async () => {
    const other = keyTable("goods_other", { description: "", key: "code", values });
    await loadTable(link, other, rows(row("a", "other")));
    await loadTable(link, goods, rows(row("a", "A"), row("b", "B")));
    expect(await loadTable(link, goods, rows(row("b", "C")))).toMatchObject({ rows: 1, removed: 1 });
    expect(await found(goods, "a", "b")).toEqual([missing, ok({ label: "C" })]);
    expect(await found(other, "a")).toEqual([ok({ label: "other" })]);
  });

  test("that has no rows leaves what is there", async () => {
    await loadTable(link, goods, rows(row("a", "A")));
    expect(await loadTable(link, goods, rows())).toMatchObject({ rows: 0, removed: 0 });
    expect(await found(goods, "a")).toEqual([ok({ label: "A" })]);
  });

  test("is read by a later declaration: what it does not have any more is left out, what is new is absent", async () => {
    await loadTable(link, goods, rows({ key: "a", values: { label: "A", stock: 1 } }));
    const later = (values: typeof goods.values) => found({ ...goods, values }, "a");
    expect(await later({ label: text("A label"), colour: text("A colour") } as never)).toEqual([
      ok({ label: "A" }),
    ]);
    // Of a column whose kind has changed nothing is guessed.
    expect(await later({ stock: text("In stock") } as never)).toEqual([{ status: "error" }]);
  });

  test.each(["", "A", "[1]", '{"label":5}'])("has an error for what no load wrote: %j", async (bytes) => {
    await link.run((client) => client.set("table:goods:a", bytes), soon());
    expect(await found(goods, "a")).toEqual([{ status: "error" }]);
  });
});

describe("a table of ranges that is loaded", () => {
  test("is found by addresses of either family", async () => {
    const all = rows(
      network("198.18.0.0/24", "four"),
      network("2001:db8::/32", "six"),
      network("10.0.0.0/8", "wide"),
    );
    expect(await loadTable(link, networks, all)).toMatchObject({ rows: 3, removed: 0 });
    expect(
      await found(networks, "198.18.0.255", "198.18.1.0", "2001:db8:5::1", "10.255.0.1", "no address"),
    ).toEqual([ok({ label: "four" }), missing, ok({ label: "six" }), ok({ label: "wide" }), missing]);
  });

  test("replaces an earlier load of the same family, and nothing of the places of addresses", async () => {
    await link.run((client) => client.set("geo:4:c612", "a place"), soon());
    await loadTable(link, networks, rows(network("198.18.0.0/24", "old"), network("2001:db8::/32", "six")));
    expect(await loadTable(link, networks, rows(network("198.20.0.0/24", "new")))).toEqual({
      rows: 1,
      removed: 1,
      sets: ["table:networks:4"],
    });
    expect(await found(networks, "198.18.0.1", "198.20.0.1", "2001:db8::1")).toEqual([
      missing,
      ok({ label: "new" }),
      ok({ label: "six" }),
    ]);
    expect(await link.run((client) => client.get("geo:4:c612"), soon())).toBe("a place");
  });
});
