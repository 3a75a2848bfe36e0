import { type AttributeValue, BatchWriteItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "@jest/globals";
import { dynamoClient, localAws } from "../local-aws.ts";

type Item = Record<string, AttributeValue>;

const item = (more: Item): Item => ({ pk: { S: "u" }, sk: { S: "1" }, ...more });

/** A text within so many lists and maps, in turn. */
const nested = (levels: number): AttributeValue => {
  if (levels === 0) return { S: "x" };
  return levels % 2 === 0 ? { L: [nested(levels - 1)] } : { M: { inner: nested(levels - 1) } };
};

/** What becomes of a batch of an item and a harmless one: the error, or how many items there are. */
async function outcomeOf(...items: Item[]): Promise<string | number> {
  const aws = await localAws();
  aws.dynamodb.createTable({
    name: "predictions",
    partitionKey: { name: "pk", type: "S" },
    sortKey: { name: "sk", type: "S" },
  });
  const requests = [item({ sk: { S: "good" } }), ...items].map((Item) => ({ PutRequest: { Item } }));
  try {
    await dynamoClient(aws).send(new BatchWriteItemCommand({ RequestItems: { predictions: requests } }));
    return aws.dynamodb.table("predictions").count;
  } catch (error) {
    return (error as Error).name;
  }
}

const KB = 1024;
/** The rest of an item with a text: names, keys and the text's own name. */
const REST = "pk".length + "u".length + "sk".length + "1".length + "text".length;

describe("a batch is refused as a whole for", () => {
  test.each<{ description: string; bad: Item }>([
    { description: "33 levels of lists and maps", bad: { p: nested(33) } },
    { description: "a number of 39 digits", bad: { p: { N: "1".repeat(39) } } },
    { description: "a number from 1e126 on", bad: { p: { N: "1e126" } } },
    { description: "a number closer to 0 than 1e-130", bad: { p: { N: "9.9e-131" } } },
    { description: "NaN", bad: { p: { N: "NaN" } } },
    { description: "Infinity within a map", bad: { p: { M: { q: { N: "Infinity" } } } } },
    { description: "an empty partition key", bad: { pk: { S: "" } } },
    { description: "an empty sort key", bad: { sk: { S: "" } } },
    { description: "a partition key over 2 KB", bad: { pk: { S: "x".repeat(2 * KB + 1) } } },
    { description: "a sort key over 1 KB", bad: { sk: { S: "é".repeat(KB / 2 + 1) } } },
    { description: "an item over 400 KB", bad: { text: { S: "x".repeat(400 * KB - REST + 1) } } },
  ])("$description", async ({ bad }) => {
    expect(await outcomeOf(item(bad))).toBe("ValidationException");
  });

  test("a body over 16 MB, though its items have less", async () => {
    const text = { S: "\u0001".repeat(399 * KB) };
    const items = Array.from({ length: 8 }, (_, index) => item({ sk: { S: String(index) }, text }));
    expect(await outcomeOf(...items)).toBe("ValidationException");
  });
});

describe("a batch is taken with", () => {
  test.each<{ description: string; good: Item }>([
    { description: "32 levels of lists and maps", good: { p: nested(32) } },
    { description: "a number of 38 digits", good: { p: { N: "1".repeat(38) } } },
    { description: "the largest number", good: { p: { N: `${"9".repeat(38)}e88` } } },
    { description: "an empty text beside the key", good: { p: { S: "" } } },
    { description: "an item of 400 KB", good: { text: { S: "x".repeat(400 * KB - REST) } } },
  ])("$description", async ({ good }) => {
    expect(await outcomeOf(item(good))).toBe(2);
  });
});
