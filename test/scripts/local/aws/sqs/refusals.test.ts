import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { describe, expect, test } from "@jest/globals";
import { errorOf, localAws, sqsClient } from "../local-aws.ts";

/** What the service was recorded to refuse, and what beside it to take. */

async function queue(attributes: Record<string, string> = {}) {
  const clock = { now: 1_700_000_000_000 };
  const aws = await localAws({ now: () => clock.now });
  const QueueUrl = aws.sqs.createQueue("failed", attributes);
  return { sqs: aws.sqs, QueueUrl, client: sqsClient(aws), clock };
}

const refused = ["\u0000", "\u0001", "\u000b", "\u001f", "\ufffe", "\uffff", "\ud800"];
const taken = [
  "\t",
  "\n",
  "\r",
  " ",
  "\u007f",
  "\u0085",
  "\ud7ff",
  "\ue000",
  "\ufffd",
  "\u{10000}",
  "\u{10ffff}",
];
const named = (characters: readonly string[]) =>
  characters.map((character) => ({
    code: `U+${character.codePointAt(0)!.toString(16).padStart(4, "0")}`,
    text: `a${character}b`,
  }));

describe("characters", () => {
  test.each(named(refused))("a message with $code is refused", async ({ text }) => {
    const { client, QueueUrl, sqs } = await queue();
    const inBody = client.send(new SendMessageCommand({ QueueUrl, MessageBody: text }));
    expect(await errorOf(inBody)).toBe("InvalidMessageContents");
    const MessageAttributes = { kind: { DataType: "String", StringValue: text } };
    const inAttribute = client.send(
      new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageAttributes }),
    );
    expect(await errorOf(inAttribute)).toBe("InvalidMessageContents");
    expect(sqs.depth("failed").visible).toBe(0);
  });

  test.each(named(taken))("a message with $code arrives", async ({ text }) => {
    const { client, QueueUrl, sqs } = await queue();
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: text }));
    expect((await sqs.receive("failed"))[0]!.body).toBe(text);
  });
});

test("one bad entry of a batch fails alone", async () => {
  const { client, QueueUrl, sqs } = await queue();
  const Entries = [
    { Id: "good", MessageBody: "x" },
    { Id: "control", MessageBody: "a\u0001" },
    { Id: "empty", MessageBody: "" },
    { Id: "late", MessageBody: "x", DelaySeconds: 901 },
    { Id: "fine", MessageBody: "y" },
  ];
  const { Successful, Failed } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  expect(Successful?.map(({ Id }) => Id)).toEqual(["good", "fine"]);
  expect(Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault])).toEqual([
    ["control", "InvalidMessageContents", true],
    ["empty", "MissingParameter", true],
    ["late", "InvalidParameterValue", true],
  ]);
  expect(sqs.depth("failed").visible).toBe(2);
});

describe("a receipt handle", () => {
  const garbage = ["garbage", "", Buffer.from("no message").toString("base64")];

  test.each(garbage)("that is none (%j) is refused", async (ReceiptHandle) => {
    const { client, QueueUrl } = await queue();
    const calls = [
      client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
      client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 1 })),
    ];
    for (const call of calls) expect(await errorOf(call)).toBe("ReceiptHandleIsInvalid");
    const Entries = [{ Id: "a", ReceiptHandle }];
    const { Failed } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(Failed).toMatchObject([{ Id: "a", Code: "ReceiptHandleIsInvalid", SenderFault: true }]);
  });

  test("of a message that is gone deletes nothing, without an error", async () => {
    const { client, QueueUrl, sqs } = await queue();
    sqs.send("failed", "x");
    const [{ receiptHandle: ReceiptHandle } = { receiptHandle: "" }] = await sqs.receive("failed");
    for (let time = 0; time < 2; time += 1)
      expect(await errorOf(client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })))).toBe("none");
  });
});

describe("visibility", () => {
  test("can be changed after it has ended, while nobody else has the message", async () => {
    const { client, QueueUrl, sqs, clock } = await queue({ VisibilityTimeout: "2" });
    sqs.send("failed", "x");
    const [first] = await sqs.receive("failed");
    clock.now += 2_000;
    expect(sqs.depth("failed").visible).toBe(1);
    const change = { QueueUrl, ReceiptHandle: first!.receiptHandle, VisibilityTimeout: 5 };
    expect(await errorOf(client.send(new ChangeMessageVisibilityCommand(change)))).toBe("none");
    expect(sqs.depth("failed")).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    clock.now += 5_000;
    expect(await sqs.receive("failed")).toHaveLength(1);
    expect(await errorOf(client.send(new ChangeMessageVisibilityCommand(change)))).toBe("MessageNotInflight");
  });
});

describe("redrive", () => {
  const deadLetters = (maxReceiveCount: number) =>
    JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:eu-central-1:123456789012:dead", maxReceiveCount });

  test("the count of receives goes on in the dead-letter queue, which has a limit of its own", async () => {
    const { client, QueueUrl, sqs, clock } = await queue({ VisibilityTimeout: "1" });
    sqs.createQueue("last");
    const last = deadLetters(2).replace(":dead", ":last");
    sqs.createQueue("dead", { VisibilityTimeout: "1", RedrivePolicy: last });
    const Attributes = { RedrivePolicy: deadLetters(1) };
    await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    sqs.send("failed", "x");
    await sqs.receive("failed");
    clock.now += 1_000;
    expect(await sqs.receive("failed")).toEqual([]);
    const counts: string[] = [];
    for (const name of ["dead", "dead", "dead", "last"]) {
      for (const { attributes } of await sqs.receive(name))
        counts.push(`${name} ${attributes.ApproximateReceiveCount}`);
      clock.now += 1_000;
    }
    expect(counts).toEqual(["dead 2", "dead 3", "last 4"]);
  });

  test("a policy that is emptied is gone", async () => {
    const { client, QueueUrl, sqs, clock } = await queue({ VisibilityTimeout: "1" });
    sqs.createQueue("dead");
    const set = (RedrivePolicy: string) =>
      client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
    await set(deadLetters(1));
    await set("");
    const asked = { QueueUrl, AttributeNames: ["All" as const] };
    const { Attributes } = await client.send(new GetQueueAttributesCommand(asked));
    expect(Attributes).not.toHaveProperty("RedrivePolicy");
    sqs.send("failed", "x");
    for (let time = 0; time < 3; time += 1) {
      expect(await sqs.receive("failed")).toHaveLength(1);
      clock.now += 1_000;
    }
  });
});

test("a message that is received has the digest of its attributes, for whoever hands it on", async () => {
  const { client, QueueUrl, sqs } = await queue({ VisibilityTimeout: "0" });
  const MessageAttributes = { kind: { DataType: "String", StringValue: "row" } };
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", MessageAttributes }));
  const asked = { QueueUrl, MessageAttributeNames: ["All"] };
  const { Messages } = await client.send(new ReceiveMessageCommand(asked));
  const [inProcess] = await sqs.receive("failed");
  expect(inProcess!.md5OfMessageAttributes).toBe(Messages![0]!.MD5OfMessageAttributes);
  sqs.send("failed", "y");
  const plain = (await sqs.receive("failed", { max: 10 })).find(({ body }) => body === "y");
  expect(plain).not.toHaveProperty("md5OfMessageAttributes");
});
