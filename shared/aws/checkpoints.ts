import { randomUUID } from "node:crypto";
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";

/** A checkpoint and what belongs to it, in a table whose partition key is `source` (text). */
export interface CheckpointStore {
  /** The checkpoint as it was last written; undefined when there is none. Strongly consistent. */
  read(source: string): Promise<{ version: number; state: string } | undefined>;
  /** Replaces version `version - 1`. Throws `CheckpointMoved` when another writer has replaced it. */
  write(source: string, checkpoint: { version: number; state: string }): Promise<void>;
  /** Bytes beside a checkpoint, at most some 390 KB; undefined when there are none. */
  readPart(name: string): Promise<Uint8Array | undefined>;
  /** Throws `CheckpointMoved` when it was written with a larger token. */
  writePart(name: string, bytes: Uint8Array, token: number): Promise<void>;
}

export class CheckpointMoved extends Error {
  override name = "CheckpointMoved";

  constructor(source: string) {
    super(`Another invocation moved the checkpoint of ${source} meanwhile; the next one goes on from there.`);
  }
}

export function checkpoints(client: DynamoDBClient, table: string): CheckpointStore {
  return {
    async read(source) {
      const item = await get(source);
      return item && { version: Number(item.version?.N), state: item.state?.S ?? "" };
    },
    async write(source, { version, state }) {
      const token = randomUUID();
      const command = new PutItemCommand({
        TableName: table,
        Item: {
          source: { S: source },
          version: { N: String(version) },
          state: { S: state },
          write_token: { S: token },
        },
        // The token: the client sends again when a response was lost, and then finds its own write.
        ConditionExpression: "attribute_not_exists(#source) OR #version = :before OR #token = :token",
        ExpressionAttributeNames: { "#source": "source", "#version": "version", "#token": "write_token" },
        ExpressionAttributeValues: { ":before": { N: String(version - 1) }, ":token": { S: token } },
      });
      await put(command, source);
    },
    async readPart(name) {
      return (await get(name))?.bytes?.B;
    },
    async writePart(name, bytes, token) {
      const command = new PutItemCommand({
        TableName: table,
        Item: { source: { S: name }, bytes: { B: bytes }, lease_token: { N: String(token) } },
        ConditionExpression: "attribute_not_exists(#token) OR #token <= :token",
        ExpressionAttributeNames: { "#token": "lease_token" },
        ExpressionAttributeValues: { ":token": { N: String(token) } },
      });
      await put(command, name);
    },
  };

  async function put(command: PutItemCommand, name: string): Promise<void> {
    try {
      await client.send(command);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) throw new CheckpointMoved(name);
      throw error;
    }
  }

  async function get(source: string) {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: { source: { S: source } }, ConsistentRead: true }),
    );
    return Item;
  }
}
