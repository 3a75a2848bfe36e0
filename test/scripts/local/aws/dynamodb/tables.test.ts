import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ItemStore } from "../../../../../scripts/local/aws/dynamodb/item-store.ts";
import { Table } from "../../../../../scripts/local/aws/dynamodb/table.ts";
import { dynamoClient, errorOf, localAws } from "../local-aws.ts";

const definition = {
  name: "tab",
  partitionKey: { name: "pk", type: "S" },
  sortKey: { name: "sk", type: "S" },
} as const;
const item = (pk: string, sk: string, more: object = {}) => ({ pk: { S: pk }, sk: { S: sk }, ...more });

describe("storage", () => {
  test("holds what a plain map of keys would hold, after any puts and deletes", () => {
    const key = fc.tuple(fc.constantFrom("a", "b", "ä"), fc.constantFrom("1", "2", "10", "é", "😀", "￿"));
    const step = fc.tuple(key, fc.boolean(), fc.nat(9));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const store = new ItemStore(undefined, undefined);
        const table = new Table(definition, "arn", 0, store.items());
        const model = new Map<string, unknown>();
        for (const [[pk, sk], isPut, value] of steps) {
          const entry = item(pk, sk, { n: { N: String(value) } });
          const at = table.keyOfItem(entry);
          if (isPut) table.put(at, JSON.stringify(entry));
          else table.delete(at);
          if (isPut) model.set(`${pk}/${sk}`, entry);
          else model.delete(`${pk}/${sk}`);
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

  test("gives each item to one segment of a scan", () => {
    const store = new ItemStore(undefined, undefined);
    const table = new Table(definition, "arn", 0, store.items());
    for (let index = 0; index < 60; index++) {
      const entry = item(`p${index % 20}`, String(index));
      table.put(table.keyOfItem(entry), JSON.stringify(entry));
    }
    const segments = [0, 1, 2].map((segment) =>
      [...table.scan(undefined, segment, 3)].map(({ sk }) => sk!.S),
    );
    expect(segments.every((sorts) => sorts.length > 0)).toBe(true);
    expect(segments.flat().sort()).toEqual([...table.items()].map(({ sk }) => sk!.S).sort());
    store.close();
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

  test("segments of a parallel scan share the items out", async () => {
    const client = await filled();
    const segments = await Promise.all(
      [0, 1].map((Segment) =>
        client.send(
          new ScanCommand({ TableName: "tab", Segment, TotalSegments: 2, Select: "COUNT", Limit: 100 }),
        ),
      ),
    );
    const counts = segments.map(({ Count }) => Count!);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });
});

describe("tables", () => {
  const create = new CreateTableCommand({
    TableName: "predictions",
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    BillingMode: "PAY_PER_REQUEST",
  });

  test("are created, described, listed and deleted", async () => {
    const client = dynamoClient(await localAws());
    await client.send(create);
    await client.send(new PutItemCommand({ TableName: "predictions", Item: { pk: { S: "a" } } }));
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: "predictions" }));
    expect(table).toMatchObject({
      TableStatus: "ACTIVE",
      ItemCount: 1,
      KeySchema: [{ AttributeName: "pk" }],
    });
    expect((await client.send(new ListTablesCommand({}))).TableNames).toEqual(["predictions"]);
    expect(await errorOf(client.send(create))).toBe("ResourceInUseException");
    await client.send(new DeleteTableCommand({ TableName: "predictions" }));
    const gone = client.send(new DescribeTableCommand({ TableName: "predictions" }));
    expect(await errorOf(gone)).toBe("ResourceNotFoundException");
  });

  test("time to live is switched on once", async () => {
    const client = dynamoClient(await localAws());
    await client.send(create);
    const on = new UpdateTimeToLiveCommand({
      TableName: "predictions",
      TimeToLiveSpecification: { AttributeName: "expires_at", Enabled: true },
    });
    await client.send(on);
    const { TimeToLiveDescription } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: "predictions" }),
    );
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: "ENABLED", AttributeName: "expires_at" });
    expect(await errorOf(client.send(on))).toBe("ValidationException");
  });

  test.each([
    [
      "a secondary index",
      new QueryCommand({
        TableName: "predictions",
        IndexName: "by-user",
        KeyConditionExpression: "pk = :p",
        ExpressionAttributeValues: { ":p": { S: "a" } },
      }),
    ],
    ["a legacy parameter", new ScanCommand({ TableName: "predictions", AttributesToGet: ["pk"] })],
  ])("%s is refused with a reason, not ignored", async (_description, command) => {
    const client = dynamoClient(await localAws());
    await client.send(create);
    await expect(client.send(command as ScanCommand)).rejects.toThrow(/The local DynamoDB/);
  });

  test.each([
    ["the same list", "#a = :same", "none"],
    ["another order", "#a = :other", "ConditionalCheckFailedException"],
    ["one of two maps", "#b IN (:other, :map)", "none"],
  ])(
    "lists and maps are compared by their content (dynalite does not): %s",
    async (_description, condition, expected) => {
      const aws = await localAws();
      aws.dynamodb.createTable({ name: "tab", partitionKey: { name: "pk", type: "S" } });
      const client = dynamoClient(aws);
      const [list, map] = [{ L: [{ S: "x" }, { N: "1" }] }, { M: { n: { N: "1" } } }];
      const values: Record<string, object> = {
        ":same": list,
        ":other": { L: [{ N: "1" }, { S: "x" }] },
        ":map": map,
      };
      const used = Object.entries(values).filter(([name]) => condition.includes(name));
      const Item = { pk: { S: "a" }, a: list, b: map };
      await client.send(new PutItemCommand({ TableName: "tab", Item }));
      const put = new PutItemCommand({
        TableName: "tab",
        Item,
        ConditionExpression: condition,
        ExpressionAttributeNames: condition.includes("#a") ? { "#a": "a" } : { "#b": "b" },
        ExpressionAttributeValues: Object.fromEntries(used) as never,
      });
      expect(await errorOf(client.send(put))).toBe(expected);
    },
  );

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
