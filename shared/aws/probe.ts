import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
  type Shard,
} from "@aws-sdk/client-kinesis";
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type QueueAttributeName,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { isTransient } from "./errors.ts";

/** Looks into a running stack from outside, without taking anything from it. */

/**
 * The records that a stream gets from now on, of all shards: each call returns those since the call before. It shares
 * each shard's five reads a second with the consumers, so it should be called less often than that.
 */
export async function followStream(
  client: KinesisClient,
  StreamName: string,
): Promise<() => Promise<Uint8Array[]>> {
  const iterators = await Promise.all(
    (await shardsOf(client, StreamName)).map(async ({ ShardId }) => {
      const start = new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: "LATEST" });
      return (await client.send(start)).ShardIterator;
    }),
  );
  return async () => {
    const pages = await Promise.all(
      iterators.map(async (ShardIterator, index) => {
        if (ShardIterator === undefined) return [];
        try {
          const page = await client.send(new GetRecordsCommand({ ShardIterator }));
          iterators[index] = page.NextShardIterator;
          return page.Records ?? [];
        } catch (error) {
          // Throttled beside the consumers: the next call reads from the same place.
          if (isTransient(error)) return [];
          throw error;
        }
      }),
    );
    return pages.flat().map(({ Data }) => Data ?? new Uint8Array());
  };
}

async function shardsOf(client: KinesisClient, StreamName: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let NextToken: string | undefined;
  do {
    // A page's token takes the place of the name.
    const which = NextToken === undefined ? { StreamName } : { NextToken };
    const page = await client.send(new ListShardsCommand(which));
    shards.push(...(page.Shards ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return shards;
}

/** Whether a table has an item of a partition key. */
export async function hasItem(client: DynamoDBClient, TableName: string, pk: string): Promise<boolean> {
  const { Count = 0 } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": { S: pk } },
      Limit: 1,
    }),
  );
  return Count > 0;
}

/** How many messages wait in a queue, about, and how many of them were given up. */
export interface WaitingMessages {
  waiting: number;
  /** In its dead-letter queue. */
  dead: number;
}

export async function waitingMessages(client: SQSClient, QueueUrl: string): Promise<WaitingMessages> {
  const { ApproximateNumberOfMessages: waiting, RedrivePolicy } = await attributesOf(client, QueueUrl);
  const { deadLetterTargetArn } = JSON.parse(RedrivePolicy ?? "{}") as { deadLetterTargetArn?: string };
  if (deadLetterTargetArn === undefined) return { waiting: Number(waiting ?? 0), dead: 0 };
  const QueueName = deadLetterTargetArn.split(":").at(-1);
  const { QueueUrl: behind } = await client.send(new GetQueueUrlCommand({ QueueName }));
  const { ApproximateNumberOfMessages: dead } = await attributesOf(client, behind!);
  return { waiting: Number(waiting ?? 0), dead: Number(dead ?? 0) };
}

async function attributesOf(client: SQSClient, QueueUrl: string) {
  const AttributeNames: QueueAttributeName[] = ["ApproximateNumberOfMessages", "RedrivePolicy"];
  return (await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes ?? {};
}
