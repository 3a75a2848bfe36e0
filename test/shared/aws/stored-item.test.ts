import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mockClient } from "aws-sdk-client-mock";
import { storedItem } from "../../../shared/aws/stored-item.ts";
import { serviceError } from "./pace.ts";

const dynamo = mockClient(DynamoDBClient);
beforeEach(() => {
  dynamo.reset();
});

const key = { pk: "person#ann", sk: "2026-03-04T10:00:00.000Z#e-1" };
const found = () => storedItem(new DynamoDBClient({}), "predictions", key);

describe("storedItem", () => {
  test("asks for the one item of the two keys", async () => {
    dynamo.on(GetItemCommand).resolves({});
    expect(await found()).toBeUndefined();
    expect(dynamo.commandCalls(GetItemCommand)[0]!.args[0].input).toEqual({
      TableName: "predictions",
      Key: { pk: { S: key.pk }, sk: { S: key.sk } },
    });
  });

  test("gives plain values, and numbers with every digit that they have", async () => {
    dynamo.on(GetItemCommand).resolves({
      Item: {
        pk: { S: "person#ann" },
        prediction: { N: "0.12345678901234567890" },
        is_bot: { BOOL: false },
        session_id: { NULL: true },
        empty: { S: "" },
        features: { M: { price: { N: "12.50" }, tags: { L: [{ S: "a" }, { M: { b: { N: "1" } } }] } } },
      },
    });
    expect(await found()).toEqual({
      pk: "person#ann",
      prediction: "0.12345678901234567890",
      is_bot: false,
      session_id: null,
      empty: "",
      features: { price: "12.50", tags: ["a", { b: "1" }] },
    });
  });

  test("throws the service's errors", async () => {
    dynamo.on(GetItemCommand).rejects(serviceError("ResourceNotFoundException"));
    await expect(found()).rejects.toThrow("ResourceNotFoundException happened");
  });
});
