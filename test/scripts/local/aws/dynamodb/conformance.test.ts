import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as commands from "@aws-sdk/client-dynamodb";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import dynalite from "dynalite";
import type { LocalAws } from "../../../../../scripts/local/aws/contract.ts";
import { dynamoClient, localAws, PLACE } from "../local-aws.ts";
import { CONVERSATIONS } from "./conversations.ts";

/** Both have tables like these; dynalite, which is far older, is the oracle of what DynamoDB returns. */
const TABLES = [
  { TableName: "plain", keys: [["pk", "S"]] },
  {
    TableName: "sorted",
    keys: [
      ["pk", "S"],
      ["sk", "S"],
    ],
  },
  {
    TableName: "numbered",
    keys: [
      ["pk", "S"],
      ["sk", "N"],
    ],
  },
] as const;

let oracleServer: Server;
let oracle: DynamoDBClient;

beforeAll(async () => {
  oracleServer = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve) => oracleServer.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(oracleServer.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: "AK", secretAccessKey: "s" };
  oracle = new DynamoDBClient({ region: PLACE.region, endpoint, credentials, maxAttempts: 1 });
});

afterAll(async () => {
  oracle.destroy();
  await new Promise((resolve) => oracleServer.close(resolve));
});

async function createTables(client: DynamoDBClient, suffix: string) {
  for (const { TableName, keys } of TABLES) {
    await client.send(
      new CreateTableCommand({
        TableName: TableName + suffix,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: keys.map(([AttributeName], index) => ({
          AttributeName,
          KeyType: index === 0 ? "HASH" : "RANGE",
        })),
        AttributeDefinitions: keys.map(([AttributeName, AttributeType]) => ({
          AttributeName,
          AttributeType,
        })),
      }),
    );
  }
}

/** As the stack does. */
function declareTables({ dynamodb }: LocalAws, suffix: string) {
  for (const { TableName, keys } of TABLES) {
    const [partitionKey, sortKey] = keys.map(([name, type]) => ({ name, type }));
    dynamodb.createTable({
      name: TableName + suffix,
      partitionKey: partitionKey!,
      ...(sortKey !== undefined && { sortKey }),
    });
  }
}

type Command = new (input: object) => unknown;

/** What the client makes of an answer, without the transport's details and with the table's own name. */
async function answerOf(
  client: DynamoDBClient,
  operation: string,
  input: object,
  suffix: string,
): Promise<unknown> {
  const text = JSON.stringify(input).replace(/"(plain|sorted|numbered)"/g, `"$1${suffix}"`);
  const command = new (commands as unknown as Record<string, Command>)[`${operation}Command`]!(
    JSON.parse(text),
  );
  try {
    const { $metadata, ...answer } = (await client.send(command as never)) as { $metadata: unknown };
    return sortedSets(JSON.parse(JSON.stringify(answer).replaceAll(suffix, "")));
  } catch (error) {
    return { error: (error as Error).name, message: (error as Error).message };
  }
}

/** Sets have no order. */
function sortedSets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedSets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      /^[SNB]S$/.test(name) && Array.isArray(part) ? [...part].sort() : sortedSets(part),
    ]),
  );
}

let run = 0;

describe("returns what dynalite returns", () => {
  test.each(CONVERSATIONS)("$description", async ({ calls, sameMessages = true }) => {
    const suffix = `-${run++}`;
    const aws = await localAws();
    const local = dynamoClient(aws);
    declareTables(aws, suffix);
    await createTables(oracle, suffix);
    for (const [operation, input] of calls) {
      const expected = await answerOf(oracle, operation, input, suffix);
      const actual = await answerOf(local, operation, input, suffix);
      const comparable = (answer: unknown) => (sameMessages ? answer : withoutMessage(answer));
      expect({ operation, input, answer: comparable(actual) }).toEqual({
        operation,
        input,
        answer: comparable(expected),
      });
    }
  });
});

function withoutMessage(answer: unknown): unknown {
  const { error } = answer as { error?: string };
  return error === undefined ? answer : { error };
}
