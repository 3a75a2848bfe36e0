import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  paginateQuery,
} from "@aws-sdk/client-dynamodb";

export type PersonItem = Record<string, AttributeValue>;

/** The items of one partition of a table, and their end. Every method throws the service's errors. */
export interface PersonItems {
  of(person: string): AsyncIterable<PersonItem>;
  remove(item: PersonItem): Promise<void>;
}

/** The predictions of people (`shared/scoring/items.ts`). */
export function personItems(client: DynamoDBClient, table: string): PersonItems {
  return {
    async *of(person) {
      const request = {
        TableName: table,
        KeyConditionExpression: "pk = :p",
        ExpressionAttributeValues: { ":p": { S: `person#${person}` } },
      };
      for await (const { Items = [] } of paginateQuery({ client }, request)) yield* Items;
    },
    async remove({ pk, sk }) {
      await client.send(new DeleteItemCommand({ TableName: table, Key: { pk: pk!, sk: sk! } }));
    },
  };
}
