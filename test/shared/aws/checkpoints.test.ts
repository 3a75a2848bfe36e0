import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { CheckpointMoved, checkpoints } from "../../../shared/aws/checkpoints.ts";

const dynamo = mockClient(DynamoDBClient);
let items: Map<string, Record<string, AttributeValue>>;

/**
 * A table that knows the conditions that are used: no item, the version before, or the writer's own token; of parts,
 * theirs.
 */
beforeEach(() => {
  items = new Map();
  dynamo.reset();
  dynamo.on(GetItemCommand).callsFake(({ Key, ConsistentRead }) => {
    if (!ConsistentRead) throw new Error("a checkpoint is read consistently");
    return { Item: items.get(Key.source.S) };
  });
  dynamo.on(PutItemCommand).callsFake((input: PutItemCommandInput) => {
    const found = items.get(input.Item!.source!.S!);
    const values = input.ExpressionAttributeValues;
    const isPart = input.ConditionExpression === "attribute_not_exists(#token) OR #token <= :token";
    const holds = isPart
      ? found?.lease_token === undefined || Number(found.lease_token.N) <= Number(values![":token"]!.N)
      : found === undefined ||
        found.version?.N === values?.[":before"]?.N ||
        found.write_token?.S === values?.[":token"]?.S;
    if (!holds) throw new ConditionalCheckFailedException({ message: "", $metadata: {} });
    items.set(input.Item!.source!.S!, input.Item!);
    return {};
  });
});

const store = () => checkpoints(new DynamoDBClient({}), "cursors");

describe("checkpoints", () => {
  test("a checkpoint comes back as it was written", async () => {
    expect(await store().read("s")).toBeUndefined();
    await store().write("s", { version: 1, state: "a" });
    await store().write("s", { version: 2, state: "b" });
    expect(await store().read("s")).toEqual({ version: 2, state: "b" });
  });

  test("of two writers that read the same version, the second is refused", async () => {
    await store().write("s", { version: 1, state: "a" });
    await store().write("s", { version: 2, state: "first" });
    await expect(store().write("s", { version: 2, state: "second" })).rejects.toThrow(CheckpointMoved);
    expect(await store().read("s")).toEqual({ version: 2, state: "first" });
  });

  test("a write whose answer was lost, sent once more by the client, is no conflict with itself", async () => {
    await store().write("s", { version: 1, state: "a" });
    const [call] = dynamo.commandCalls(PutItemCommand);
    expect(await new DynamoDBClient({}).send(call!.args[0])).toEqual({});
  });

  test("parts are bytes by name", async () => {
    expect(await store().readPart("s#1")).toBeUndefined();
    await store().writePart("s#1", Buffer.from([0, 255]), 1);
    expect(Buffer.from((await store().readPart("s#1"))!)).toEqual(Buffer.from([0, 255]));
  });

  test("a part of somebody with a larger token, who has taken over, is not written over", async () => {
    items.set("s#1", { source: { S: "s#1" }, bytes: { B: Buffer.from([1]) } });
    await store().writePart("s#1", Buffer.from([2]), 7);
    await store().writePart("s#1", Buffer.from([3]), 7);
    await expect(store().writePart("s#1", Buffer.from([4]), 6)).rejects.toThrow(CheckpointMoved);
    expect(Buffer.from((await store().readPart("s#1"))!)).toEqual(Buffer.from([3]));
  });

  test("other errors pass", async () => {
    dynamo.on(PutItemCommand).rejects(new Error("no permission"));
    await expect(store().write("s", { version: 1, state: "a" })).rejects.toThrow("no permission");
  });
});
