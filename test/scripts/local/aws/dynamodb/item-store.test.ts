import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { guardOf } from "../../../../../scripts/local/aws/dynamodb/guard.ts";
import { ItemStore } from "../../../../../scripts/local/aws/dynamodb/item-store.ts";
import { Items } from "../../../../../scripts/local/aws/dynamodb/items.ts";

const key = (index: number) => ({ partition: "p", sort: String(index).padStart(6, "0") });
const item = (index: number) => ({ n: { N: String(index) }, pad: { S: "x".repeat(2_000) } });

describe("the file of the items", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "items-"));
    file = join(folder, "items.sqlite");
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("holds what the cache has no room for, and is gone after closing", () => {
    const store = new ItemStore(file, undefined);
    const items = store.items();
    for (let index = 0; index < 30_000; index++) items.put(key(index), JSON.stringify(item(index)));
    expect(existsSync(file)).toBe(true);
    expect([0, 15_000, 29_999].map((index) => items.get(key(index))?.n)).toEqual([
      { N: "0" },
      { N: "15000" },
      { N: "29999" },
    ]);
    expect([...items.texts("pad")]).toHaveLength(30_000);
    store.close();
    expect(existsSync(file)).toBe(false);
  });

  test("begins empty whatever an earlier run left there", async () => {
    await writeFile(file, "no database at all");
    const store = new ItemStore(file, undefined);
    expect([...store.items().all()]).toEqual([]);
    store.close();
  });

  test("in a folder that is not there is a fault that is told of", () => {
    const faults: string[] = [];
    const store = new ItemStore(join(folder, "none", "items"), ({ code }) => faults.push(code!));
    expect(() => store.items()).toThrow("unable to open database file");
    expect(faults).toEqual(["EACCES"]);
  });
});

test("a disk that gets full is told of, and the write fails", () => {
  const database = new DatabaseSync(":memory:");
  database.exec("PRAGMA max_page_count = 20");
  const faults: string[] = [];
  const items = new Items(
    database,
    "small",
    guardOf(({ code }) => faults.push(code!)),
  );
  const fill = () => {
    for (let index = 0; index < 1_000; index++) items.put(key(index), JSON.stringify(item(index)));
  };
  expect(fill).toThrow("database or disk is full");
  expect(faults).toEqual(["ENOSPC"]);
  database.close();
});

test("items can be written while others are read", () => {
  const store = new ItemStore(undefined, undefined);
  const items = store.items();
  for (let index = 0; index < 10; index++) items.put(key(index), JSON.stringify(item(index)));
  const [first] = items.within("p", true);
  for (const { n } of items.ordered(undefined)) items.put(key(Number(n!.N)), '{"n":{"N":"0"}}');
  expect(first!.n).toEqual({ N: "0" });
  expect([items.count, items.bytes]).toEqual([10, 10 * '{"n":{"N":"0"}}'.length]);
  store.close();
});
