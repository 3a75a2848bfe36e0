import { BatchWriteItemCommand, DescribeTableCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "@jest/globals";
import { tableSink } from "../../../../../shared/aws/dynamodb.ts";
import { writtenItem } from "../../../../builders/written-item.ts";
import { dynamoClient, errorOf, localAws } from "../local-aws.ts";

const item = (pk: string, more: object = {}) => ({ pk: { S: pk }, ...more });
const kilobytes = (count: number) => ({ text: { S: "x".repeat(count * 1024 - 100) } });

/** A table of so many write units, at a clock that the test moves. */
async function provisioned(writeUnits: number) {
  const clock = { now: 1_000_000 };
  const aws = await localAws({ now: () => clock.now });
  aws.dynamodb.createTable({ name: "tab", partitionKey: { name: "pk", type: "S" }, writeUnits });
  const client = dynamoClient(aws);
  const write = (...items: object[]) =>
    client.send(
      new BatchWriteItemCommand({
        RequestItems: { tab: items.map((Item) => ({ PutRequest: { Item } })) as never },
      }),
    );
  return { aws, client, clock, write };
}

describe("a provisioned table", () => {
  test("gives back what is over its units, and takes it a second later", async () => {
    const { write, clock, aws } = await provisioned(2);
    const { UnprocessedItems } = await write(item("a"), item("b"), item("c"));
    expect(UnprocessedItems).toEqual({ tab: [{ PutRequest: { Item: item("c") } }] });
    expect(aws.dynamodb.table("tab").count).toBe(2);
    clock.now += 1000;
    expect((await write(item("c"))).UnprocessedItems).toEqual({});
  });

  test("refuses a batch of which it can take nothing, as it does a single item", async () => {
    const { client, write } = await provisioned(1);
    await write(item("a"));
    const exceeded = "ProvisionedThroughputExceededException";
    expect(await errorOf(write(item("b"), item("c")))).toBe(exceeded);
    expect(await errorOf(client.send(new PutItemCommand({ TableName: "tab", Item: item("b") })))).toBe(
      exceeded,
    );
  });

  test("counts a unit for each kilobyte begun", async () => {
    const { write } = await provisioned(5);
    const { UnprocessedItems } = await write(item("a", kilobytes(3)), item("b", kilobytes(3)), item("c"));
    expect(UnprocessedItems?.tab?.map(({ PutRequest }) => PutRequest?.Item?.pk?.S)).toEqual(["b"]);
  });

  test("keeps what was not used of five minutes, and no more", async () => {
    const { write, clock } = await provisioned(1);
    clock.now += 3_600_000;
    const batch = (from: number) => Array.from({ length: 25 }, (_, at) => item(String(from + at)));
    for (let at = 0; at < 300; at += 25) expect((await write(...batch(at))).UnprocessedItems).toEqual({});
    expect(await errorOf(write(item("more")))).toBe("ProvisionedThroughputExceededException");
  });

  test("says so of itself", async () => {
    const { client } = await provisioned(7);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "tab" }));
    expect(Table).toMatchObject({
      BillingModeSummary: { BillingMode: "PROVISIONED" },
      ProvisionedThroughput: { WriteCapacityUnits: 7 },
    });
  });

  test("has everything in the end that the functions' own sink was given, however slowly it takes it", async () => {
    const { aws, client, clock } = await provisioned(10);
    const pace = {
      now: () => clock.now,
      async sleep(ms: number) {
        clock.now += ms;
      },
      random: () => 0.5,
    };
    const all = Array.from({ length: 120 }, (_, at) => writtenItem(item(String(at)), ["pk"]));
    const sink = tableSink(client, "tab", { ...pace, keys: ["pk"] });
    const unwritten = await sink.write(all, clock.now + 60_000);
    expect(unwritten).toEqual([]);
    expect(aws.dynamodb.table("tab").count).toBe(120);
    expect(clock.now).toBeGreaterThan(1_000_000 + 10_000);
  });
});
