import { type AttributeValue, type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

/** The item under a key of two texts, as plain values: numbers as their text. Undefined where there is none. */
export async function storedItem(
  client: DynamoDBClient,
  TableName: string,
  { pk, sk }: { pk: string; sk: string },
): Promise<Record<string, unknown> | undefined> {
  const Key = { pk: { S: pk }, sk: { S: sk } };
  const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
  return Item && plainItem(Item);
}

const plainItem = (item: Record<string, AttributeValue>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));

function plainValue(value: AttributeValue): unknown {
  if (value.M !== undefined) return plainItem(value.M);
  if (value.L !== undefined) return value.L.map(plainValue);
  return value.S ?? value.N ?? value.BOOL ?? null;
}
