import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "@jest/globals";
import { SQS_MESSAGE_BYTES } from "../../../../../shared/limits.ts";
import { errorOf, localAws, sqsClient } from "../local-aws.ts";

async function queue(attributes: Record<string, string> = {}) {
  const clock = { now: 1_700_000_000_000 };
  const aws = await localAws({ now: () => clock.now });
  const deadArn = aws.sqs.arn("dead");
  aws.sqs.createQueue("dead", { MessageRetentionPeriod: "1209600" });
  const QueueUrl = aws.sqs.createQueue("failed", attributes);
  return { aws, sqs: aws.sqs, QueueUrl, client: sqsClient(aws), clock, deadArn };
}

const redriveAfter = (maxReceiveCount: number) => ({
  RedrivePolicy: JSON.stringify({
    deadLetterTargetArn: "arn:aws:sqs:eu-central-1:123456789012:dead",
    maxReceiveCount,
  }),
});

describe("messages over HTTP", () => {
  test("arrive with their body, attributes and system attributes", async () => {
    const { client, QueueUrl } = await queue();
    const MessageAttributes = {
      kind: { DataType: "String", StringValue: "row" },
      raw: { DataType: "Binary", BinaryValue: Buffer.from([1, 255]) },
    };
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "häl\nlo", MessageAttributes }));
    const { Messages } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      }),
    );
    expect(Messages).toHaveLength(1);
    expect(Messages![0]).toMatchObject({
      Body: "häl\nlo",
      Attributes: { ApproximateReceiveCount: "1", SentTimestamp: "1700000000000" },
      MessageAttributes: { kind: { StringValue: "row" }, raw: { BinaryValue: new Uint8Array([1, 255]) } },
      MD5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  test("only the attributes that are asked for are answered", async () => {
    const { client, QueueUrl, sqs } = await queue();
    sqs.send("failed", "x");
    const ask = { QueueUrl, MessageSystemAttributeNames: ["SentTimestamp" as const] };
    const { Messages } = await client.send(new ReceiveMessageCommand(ask));
    expect(Object.keys(Messages![0]!.Attributes!)).toEqual(["SentTimestamp"]);
  });

  test("a batch is sent, received and deleted", async () => {
    const { client, QueueUrl, sqs } = await queue();
    const Entries = ["a", "b", "c"].map((Id) => ({ Id, MessageBody: Id }));
    await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages?.map(({ Body }) => Body)).toEqual(["a", "b", "c"]);
    const handles = Messages!.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles }));
    expect(sqs.depth("failed")).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test.each([
    [
      "11 entries",
      Array.from({ length: 11 }, (_, id) => ({ Id: String(id), MessageBody: "x" })),
      "TooManyEntriesInBatchRequest",
    ],
    ["no entry", [], "EmptyBatchRequest"],
    [
      "an id twice",
      [
        { Id: "a", MessageBody: "x" },
        { Id: "a", MessageBody: "y" },
      ],
      "BatchEntryIdsNotDistinct",
    ],
    [
      "more than the limit together",
      ["a", "b"].map((Id) => ({ Id, MessageBody: "x".repeat(SQS_MESSAGE_BYTES / 2 + 1) })),
      "BatchRequestTooLong",
    ],
  ])("%s are refused as a whole", async (_description, Entries, expected) => {
    const { client, QueueUrl, sqs } = await queue();
    expect(await errorOf(client.send(new SendMessageBatchCommand({ QueueUrl, Entries })))).toBe(expected);
    expect(sqs.depth("failed").visible).toBe(0);
  });

  test("a message at the limit is accepted and one byte more refused", async () => {
    const { client, QueueUrl } = await queue();
    const send = (bytes: number) =>
      client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x".repeat(bytes) }));
    expect(await errorOf(send(SQS_MESSAGE_BYTES))).toBe("none");
    expect(await errorOf(send(SQS_MESSAGE_BYTES + 1))).toBe("InvalidParameterValue");
  });
});

describe("visibility", () => {
  test("a received message is hidden for the queue's time and then comes back with its count", async () => {
    const { sqs, clock } = await queue({ VisibilityTimeout: "60" });
    sqs.send("failed", "x");
    const [first] = await sqs.receive("failed");
    clock.now += 59_999;
    expect(await sqs.receive("failed")).toEqual([]);
    expect(sqs.depth("failed")).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    clock.now += 1;
    const [second] = await sqs.receive("failed");
    expect(second).toMatchObject({
      messageId: first!.messageId,
      attributes: { ApproximateReceiveCount: "2" },
    });
    expect(second!.attributes.ApproximateFirstReceiveTimestamp).toBe("1700000000000");
  });

  test("changing it does not count as a receive", async () => {
    const { sqs, client, QueueUrl } = await queue();
    sqs.send("failed", "x");
    const [message] = await sqs.receive("failed");
    const change = { QueueUrl, ReceiptHandle: message!.receiptHandle, VisibilityTimeout: 0 };
    await client.send(new ChangeMessageVisibilityCommand(change));
    const [again] = await sqs.receive("failed");
    expect(again!.attributes.ApproximateReceiveCount).toBe("2");
    expect(await errorOf(client.send(new ChangeMessageVisibilityCommand(change)))).toBe("MessageNotInflight");
  });

  test("an old receipt handle deletes nothing, the newest does", async () => {
    const { sqs, client, QueueUrl } = await queue({ VisibilityTimeout: "0" });
    sqs.send("failed", "x");
    const [old] = await sqs.receive("failed");
    const [newest] = await sqs.receive("failed");
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: old!.receiptHandle }));
    expect(sqs.depth("failed").visible).toBe(1);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: newest!.receiptHandle }));
    expect(sqs.depth("failed").visible).toBe(0);
  });

  test("a delayed message is not there yet", async () => {
    const { sqs, clock } = await queue({ DelaySeconds: "5" });
    sqs.send("failed", "x");
    expect(sqs.depth("failed")).toEqual({ visible: 0, inFlight: 0, delayed: 1 });
    clock.now += 5000;
    expect(await sqs.receive("failed")).toHaveLength(1);
  });
});

describe("redrive", () => {
  test("after maxReceiveCount receives the message moves, with its id and the time it was first sent", async () => {
    const { sqs, clock } = await queue({ VisibilityTimeout: "1", ...redriveAfter(2) });
    sqs.send("failed", "poison");
    const ids: string[] = [];
    for (let receive = 1; receive <= 3; receive++) {
      ids.push(...(await sqs.receive("failed")).map(({ messageId }) => messageId));
      clock.now += 1000;
    }
    expect(ids).toHaveLength(2);
    const [dead] = await sqs.receive("dead");
    expect(dead).toMatchObject({
      messageId: ids[0],
      body: "poison",
      attributes: { SentTimestamp: "1700000000000", DeadLetterQueueSourceArn: sqs.arn("failed") },
    });
    expect(sqs.depth("failed")).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test("a target that does not exist is refused", async () => {
    const { client } = await queue();
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: "arn:aws:sqs:eu-central-1:123456789012:none",
      maxReceiveCount: 1,
    });
    const create = client.send(new CreateQueueCommand({ QueueName: "other", Attributes: { RedrivePolicy } }));
    expect(await errorOf(create)).toBe("InvalidParameterValue");
  });
});

describe("long polls", () => {
  test("end with the first message", async () => {
    const { aws, client, QueueUrl } = await queue();
    const waiting = client.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 }),
    );
    aws.sqs.send("failed", "x");
    expect((await waiting).Messages).toHaveLength(1);
  });

  test("end when the gateway closes", async () => {
    const { aws, sqs } = await queue();
    const waiting = sqs.receive("failed", { waitSeconds: 20 });
    await aws.close();
    expect(await waiting).toEqual([]);
  });

  test("a waiting trigger is woken by a send", async () => {
    const { sqs } = await queue();
    const changed = sqs.changed("failed");
    sqs.send("failed", "x");
    await expect(changed).resolves.toBeUndefined();
  });
});

describe("queues", () => {
  test("are found, listed, described, changed and emptied", async () => {
    const { client, QueueUrl, sqs } = await queue({ VisibilityTimeout: "60" });
    expect((await client.send(new GetQueueUrlCommand({ QueueName: "failed" }))).QueueUrl).toBe(QueueUrl);
    expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: "f" }))).QueueUrls).toEqual([
      QueueUrl,
    ]);
    sqs.send("failed", "x");
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: "7" } }));
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: sqs.arn("failed"),
      VisibilityTimeout: "60",
      DelaySeconds: "7",
      ApproximateNumberOfMessages: "1",
      ApproximateNumberOfMessagesNotVisible: "0",
    });
    await client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(sqs.depth("failed").visible).toBe(0);
  });

  test("a queue that does not exist is named as the SDK names it", async () => {
    const { client, QueueUrl } = await queue();
    const call = client.send(new ReceiveMessageCommand({ QueueUrl: `${QueueUrl}-none` }));
    expect(await errorOf(call)).toBe("QueueDoesNotExist");
  });

  test("creating again is fine with the same attributes and refused with others", async () => {
    const { sqs, QueueUrl } = await queue({ VisibilityTimeout: "60" });
    expect(sqs.createQueue("failed", { VisibilityTimeout: "60" })).toBe(QueueUrl);
    expect(() => sqs.createQueue("failed", { VisibilityTimeout: "61" })).toThrow(/already exists/);
  });

  test.each([
    ["an unknown attribute", "q", { Colour: "red" }],
    ["a value out of range", "q", { VisibilityTimeout: "43201" }],
    ["a FIFO queue", "q.fifo", {}],
    ["a name with a space", "a b", {}],
  ])("%s is refused", async (_description, name, attributes) => {
    const { sqs } = await queue();
    expect(() => sqs.createQueue(name, attributes)).toThrow();
  });

  test("messages older than the retention are gone", async () => {
    const { sqs, clock } = await queue({ MessageRetentionPeriod: "60" });
    sqs.send("failed", "x");
    clock.now += 60_001;
    expect(await sqs.receive("failed")).toEqual([]);
  });
});
