import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import fc from "fast-check";
import { tableSink } from "../../../shared/aws/dynamodb.ts";
import type { TableItem, WrittenItem } from "../../../shared/table.ts";
import { itemIn, writtenItem } from "../../builders/written-item.ts";
import { fakePace, serviceError } from "./pace.ts";

const dynamo = mockClient(DynamoDBClient);
beforeEach(() => {
  dynamo.reset();
});

const item = (pk: string, sk = "1", more: TableItem = {}): WrittenItem =>
  writtenItem({ pk: { S: pk }, sk: { S: sk }, ...more });
const name = ({ pk, sk }: TableItem) => `${pk!.S}/${sk!.S}`;

/** A table that takes an item when `takes` says so, and refuses a batch with a key twice, as the service does. */
function table(takes: (item: TableItem) => boolean = () => true) {
  const written: TableItem[] = [];
  const sizes: number[] = [];
  dynamo.on(BatchWriteItemCommand).callsFake((input: BatchWriteItemCommandInput) => {
    const items = input.RequestItems!.predictions!.map(({ PutRequest }) => PutRequest!.Item as TableItem);
    sizes.push(items.length);
    if (new Set(items.map(name)).size < items.length) throw serviceError("ValidationException");
    if (items.some(({ poison }) => poison)) throw serviceError("ValidationException");
    const left = items.filter((each) => !takes(each));
    written.push(...items.filter((each) => !left.includes(each)));
    const copies = left.map((each) => ({ PutRequest: { Item: structuredClone(each) } }));
    return { UnprocessedItems: copies.length > 0 ? { predictions: copies } : {} };
  });
  const pace = fakePace();
  const sink = tableSink(new DynamoDBClient({}), "predictions", pace);
  return { written, sizes, sink, pace, start: pace.now() };
}

describe("tableSink", () => {
  test("writes in batches of 25", async () => {
    const { sink, sizes, start } = table();
    const items = Array.from({ length: 60 }, (_, index) => item(`u${index}`));
    expect(await sink.write(items, start + 1000)).toEqual([]);
    expect(sizes.sort((a, b) => b - a)).toEqual([25, 25, 10]);
  });

  test("of two items with one key writes the last", async () => {
    const { sink, written, start } = table();
    await sink.write([item("a", "1", { v: { N: "1" } }), item("a", "1", { v: { N: "2" } })], start + 1000);
    expect(written).toEqual([itemIn(item("a", "1", { v: { N: "2" } }))]);
  });

  test("sends unprocessed items again", async () => {
    const seen = new Set<string>();
    const { sink, written, start } = table(
      (each) => seen.size > 100 || seen.has(name(each)) || !seen.add(name(each)),
    );
    expect(await sink.write([item("a"), item("b")], start + 9000)).toEqual([]);
    expect(written.map(name)).toEqual(["a/1", "b/1"]);
  });

  test("returns the very items that were not written by the deadline", async () => {
    const { sink, start, pace } = table(({ pk }) => pk!.S !== "stuck");
    const stuck = item("stuck");
    const unwritten = await sink.write([item("a"), stuck], start + 2000);
    expect(unwritten).toEqual([expect.objectContaining({ code: "UnprocessedItem", retriable: true })]);
    expect(unwritten[0]!.item).toBe(stuck);
    expect(pace.elapsed()).toBeLessThan(2100);
  });

  test("finds the item that spoils its batch and writes the others", async () => {
    const { sink, written, start } = table();
    const items = Array.from({ length: 25 }, (_, index) => item(`u${index}`));
    const poison = item("poison", "1", { poison: { BOOL: true } });
    items[13] = poison;
    expect(await sink.write(items, start + 1000)).toMatchObject([{ item: poison, retriable: false }]);
    expect(written).toHaveLength(24);
  });

  test("returns an item over 400 KB without sending it", async () => {
    const { sink, written, start } = table();
    const large = item("large", "1", { m: { M: { text: { S: "é".repeat(210 * 1024) } } } });
    expect(await sink.write([large, item("a")], start + 1000)).toMatchObject([
      { code: "ItemTooLarge", retriable: false },
    ]);
    expect(written.map(name)).toEqual(["a/1"]);
  });

  test.each([
    { description: "an empty partition key", key: item("") },
    { description: "an empty sort key", key: item("a", "") },
    { description: "a partition key over 2 KB", key: item("é".repeat(1025)) },
    { description: "a sort key over 1 KB", key: item("a", "x".repeat(1025)) },
  ])("returns $description without sending it", async ({ key }) => {
    const { sink, written, start } = table();
    expect(await sink.write([key, item("b")], start + 1000)).toMatchObject([
      { item: key, code: "InvalidKey", retriable: false },
    ]);
    expect(written.map(name)).toEqual(["b/1"]);
  });

  test("takes the longest keys that the service takes", async () => {
    const { sink, start } = table();
    expect(await sink.write([item("é".repeat(1024), "x".repeat(1024))], start + 1000)).toEqual([]);
  });

  test("no request has more than 16 MB of JSON, however much of it is escapes", async () => {
    const { sink, sizes, written, start } = table();
    const text = "\u0001".repeat(399 * 1024);
    const items = Array.from({ length: 25 }, (_, index) => item(`u${index}`, "1", { text: { S: text } }));
    expect(await sink.write(items, start + 1000)).toEqual([]);
    expect(written).toHaveLength(25);
    expect(Math.max(...sizes) * text.length * "\\u0001".length).toBeLessThan(16 * 1024 * 1024);
  });

  test("throws when the table cannot be used at all", async () => {
    dynamo.on(BatchWriteItemCommand).rejects(serviceError("ResourceNotFoundException"));
    const pace = fakePace();
    const write = tableSink(new DynamoDBClient({}), "predictions", pace).write(
      [item("a")],
      pace.now() + 1000,
    );
    await expect(write).rejects.toThrow("ResourceNotFoundException");
  });

  test("whatever is left unprocessed, each key is written once or returned once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 120 }),
        fc.infiniteStream(fc.boolean()),
        fc.integer({ min: 0, max: 3000 }),
        async (keys, fate, time) => {
          dynamo.reset();
          const { sink, written, start } = table(() => fate.next().value!);
          const unwritten = await sink.write(
            keys.map((key) => item(`u${key}`)),
            start + time,
          );
          const all = [...written, ...unwritten.map((each) => itemIn(each.item))].map(name).sort();
          expect(all).toEqual([...new Set(keys.map((key) => `u${key}/1`))].sort());
        },
      ),
      { numRuns: 100 },
    );
  });
});
