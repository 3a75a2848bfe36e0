import {
  BatchWriteItemCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ItemStore } from "../../../../../scripts/local/aws/dynamodb/item-store.ts";
import { ItemTable } from "../../../../../scripts/local/aws/dynamodb/table.ts";
import { dynamoClient, errorOf, localAws } from "../local-aws.ts";

const definition = {
  name: "tab",
  partitionKey: { name: "pk", type: "S" },
  sortKey: { name: "sk", type: "S" },
} as const;
const item = (pk: string, sk: string, more: object = {}) => ({ pk: { S: pk }, sk: { S: sk }, ...more });

describe("storage", () => {
  test("holds what a plain map of keys would hold, after any puts", () => {
    const key = fc.tuple(fc.constantFrom("a", "b", "ä"), fc.constantFrom("1", "2", "10", "é", "😀", "￿"));
    const step = fc.tuple(key, fc.nat(9));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const store = new ItemStore(undefined, undefined);
        const table = new ItemTable(definition, "arn", 0, store.items());
        const model = new Map<string, unknown>();
        for (const [[pk, sk], value] of steps) {
          const entry = item(pk, sk, { n: { N: String(value) } });
          table.put(table.keyOfItem(entry), JSON.stringify(entry));
          model.set(`${pk}/${sk}`, entry);
        }
        const held = [...table.items()];
        expect(table.count).toBe(model.size);
        expect(new Map(held.map((entry) => [`${entry.pk!.S}/${entry.sk!.S}`, entry]))).toEqual(model);
        for (const pk of new Set(held.map((entry) => entry.pk!.S as string))) {
          const { partition } = table.keyOfItem(item(pk, "any"));
          const sorts = [...table.query(partition, true)].map((entry) => Buffer.from(entry.sk!.S as string));
          expect(sorts).toEqual([...sorts].sort(Buffer.compare));
        }
        store.close();
      }),
    );
  });
});

describe("reads by page", () => {
  async function filled() {
    const aws = await localAws();
    aws.dynamodb.createTable(definition);
    const client = dynamoClient(aws);
    const Item = (index: number) =>
      item(`p${index % 3}`, String(index).padStart(3, "0"), { pad: { S: "x".repeat(100_000) } });
    for (let at = 0; at < 30; at += 10) {
      const requests = Array.from({ length: 10 }, (_, index) => ({ PutRequest: { Item: Item(at + index) } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { tab: requests } }));
    }
    return client;
  }

  test.each([
    ["of 1 MB", {}, 3],
    ["of a limit", { Limit: 4 }, 8],
  ])("a scan in pages %s sees every item once", async (_description, more, pages) => {
    const client = await filled();
    const seen: string[] = [];
    let calls = 0;
    let ExclusiveStartKey: Record<string, never> | undefined;
    do {
      const answer = await client.send(new ScanCommand({ TableName: "tab", ExclusiveStartKey, ...more }));
      seen.push(...answer.Items!.map(({ sk }) => sk!.S!));
      ExclusiveStartKey = answer.LastEvaluatedKey as never;
      calls++;
    } while (ExclusiveStartKey !== undefined);
    expect(seen.sort()).toEqual(Array.from({ length: 30 }, (_, index) => String(index).padStart(3, "0")));
    expect(calls).toBe(pages);
  });
});

describe("tables", () => {
  test("those that the stack declares are listed and described, with their time to live", async () => {
    const aws = await localAws();
    const client = dynamoClient(aws);
    aws.dynamodb.createTable({ ...definition, ttlAttribute: "expires_at" });
    await client.send(new PutItemCommand({ TableName: "tab", Item: item("a", "1") }));
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: "tab" }));
    expect(table).toMatchObject({
      TableStatus: "ACTIVE",
      ItemCount: 1,
      KeySchema: [{ AttributeName: "pk" }, { AttributeName: "sk" }],
    });
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(["tab"]);
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: "tab" }));
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expires_at" });
    expect(() => aws.dynamodb.createTable(definition)).toThrow("Table already exists");
    const none = client.send(new DescribeTableCommand({ TableName: "tub" }));
    expect(await errorOf(none)).toBe("ResourceNotFoundException");
  });

  const key = { TableName: "tab", Key: item("a", "1") };
  test.each([
    ["a secondary index", new ScanCommand({ TableName: "tab", IndexName: "by-user" }), /IndexName in Scan/],
    [
      "a filter",
      new ScanCommand({ TableName: "tab", FilterExpression: "a = :b" }),
      /FilterExpression in Scan/,
    ],
    ["a legacy parameter", new ScanCommand({ TableName: "tab", AttributesToGet: ["a"] }), /AttributesToGet/],
    [
      "an update",
      new UpdateItemCommand({ ...key, UpdateExpression: "REMOVE a" }),
      /dynamodb UpdateItem\. It knows/,
    ],
    [
      "a deletion in a batch",
      new BatchWriteItemCommand({ RequestItems: { tab: [{ DeleteRequest: { Key: key.Key } }] } }),
      /DeleteRequest, only PutRequest/,
    ],
    [
      "a nested path",
      new PutItemCommand({ TableName: "tab", Item: key.Key, ConditionExpression: "attribute_exists(a.b)" }),
      /does not understand "attribute_exists\(a\.b\)"\. It knows name = :value/,
    ],
  ])("%s is refused by its name, not ignored", async (_description, command, message) => {
    const aws = await localAws();
    aws.dynamodb.createTable(definition);
    await expect(dynamoClient(aws).send(command as ScanCommand)).rejects.toThrow(message);
    expect([...aws.dynamodb.table("tab").items()]).toEqual([]);
  });

  test("in process, items come as they were written and taps hear of them", async () => {
    const heard: string[] = [];
    const aws = await localAws({
      taps: { onDynamoWrite: (table, items) => heard.push(`${table} ${items.length}`) },
    });
    const table = aws.dynamodb.createTable(definition);
    const items = [item("a", "1"), item("a", "2", { n: { N: "1.5" } })];
    const requests = items.map((Item) => ({ PutRequest: { Item } }));
    await dynamoClient(aws).send(new BatchWriteItemCommand({ RequestItems: { tab: requests as never } }));
    expect([...table.items()]).toEqual(items);
    expect([table.count, heard]).toEqual([2, ["tab 2"]]);
  });
});
