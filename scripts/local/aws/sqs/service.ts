import { SQS_BATCH_ENTRIES } from "../../../../shared/limits.ts";
import type { ServiceCall, SqsMessage } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { actions, jsonService, type Service } from "../gateway/gateway.ts";
import { attributesMd5 } from "./attribute-digest.ts";
import { settingsOf } from "./attributes.ts";
import { entriesOf, optionalInteger, queueOf, type SqsInput } from "./input.ts";
import type { Queues } from "./queues.ts";
import { sendMessage, sendMessageBatch } from "./send.ts";

export function sqsService(queues: Queues): Service {
  const json = jsonService(
    actions({
      CreateQueue: ({ input }) => ({
        QueueUrl: queues.createQueue(
          String(input.QueueName),
          (input.Attributes ?? {}) as Record<string, string>,
        ),
      }),
      DeleteQueue: ({ input }) => queues.deleteQueue(queueOf(queues, input).name),
      GetQueueUrl: ({ input }) => ({ QueueUrl: queues.url(queues.queue(String(input.QueueName)).name) }),
      ListQueues: ({ input }) => {
        const prefix = typeof input.QueueNamePrefix === "string" ? input.QueueNamePrefix : "";
        return {
          QueueUrls: queues.names.filter((name) => name.startsWith(prefix)).map((name) => queues.url(name)),
        };
      },
      GetQueueAttributes: ({ input }) => ({
        Attributes: picked(queueOf(queues, input).attributes(), input.AttributeNames),
      }),
      SetQueueAttributes: ({ input }) => setAttributes(queues, input),
      PurgeQueue: ({ input }) => queueOf(queues, input).purge(),
      SendMessage: (call) => sendMessage(queues, call),
      SendMessageBatch: (call) => sendMessageBatch(queues, call),
      ReceiveMessage: (call) => receiveMessage(queues, call),
      DeleteMessage: ({ input }) => queueOf(queues, input).delete(String(input.ReceiptHandle)),
      DeleteMessageBatch: (call) =>
        eachEntry(queues, call, (queue, entry) => queue.delete(String(entry.ReceiptHandle))),
      ChangeMessageVisibility: ({ input }) => changeVisibility(queueOf(queues, input), input),
      ChangeMessageVisibilityBatch: (call) => eachEntry(queues, call, changeVisibility),
    }),
  );
  return {
    handle(call) {
      if (call.protocol === "json") return json.handle(call);
      throw new AwsError(
        "UnsupportedProtocol",
        "The local SQS speaks the JSON protocol; this client is too old for it.",
      );
    },
  };
}

async function receiveMessage(queues: Queues, { input }: ServiceCall) {
  const queue = queueOf(queues, input);
  const waitSeconds = optionalInteger(input, "WaitTimeSeconds", 0, 20);
  const visibilitySeconds = optionalInteger(input, "VisibilityTimeout", 0, 43_200);
  const messages = await queues.receive(queue.name, {
    max: optionalInteger(input, "MaxNumberOfMessages", 1, SQS_BATCH_ENTRIES) ?? 1,
    ...(waitSeconds === undefined ? {} : { waitSeconds }),
    ...(visibilitySeconds === undefined ? {} : { visibilitySeconds }),
  });
  if (messages.length === 0) return {};
  const systemNames = input.MessageSystemAttributeNames ?? input.AttributeNames;
  return { Messages: messages.map((message) => received(message, systemNames, input.MessageAttributeNames)) };
}

function received(message: SqsMessage, systemNames: unknown, attributeNames: unknown) {
  const system = picked(message.attributes, systemNames);
  const attributes = picked(message.messageAttributes, attributeNames);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    ...(Object.keys(system).length === 0 ? {} : { Attributes: system }),
    ...(Object.keys(attributes).length === 0
      ? {}
      : { MessageAttributes: attributes, MD5OfMessageAttributes: attributesMd5(attributes) }),
  };
}

/** Those that are asked for: by name, "All", ".*" or "prefix.*". */
function picked<Value>(all: Record<string, Value>, names: unknown): Record<string, Value> {
  if (!Array.isArray(names)) return {};
  const wanted = (name: string) =>
    names.some(
      (asked: string) =>
        asked === name || asked === "All" || (asked.endsWith(".*") && name.startsWith(asked.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted(name)));
}

function setAttributes(queues: Queues, input: SqsInput): void {
  const queue = queueOf(queues, input);
  const before = queue.settings;
  queue.settings = settingsOf({ ...before.given, ...(input.Attributes as Record<string, string>) });
  try {
    queues.assertTarget(queue);
  } catch (error) {
    queue.settings = before;
    throw error;
  }
}

function changeVisibility(queue: ReturnType<typeof queueOf>, input: SqsInput): void {
  const seconds = optionalInteger(input, "VisibilityTimeout", 0, 43_200) ?? 0;
  if (queue.changeVisibility(String(input.ReceiptHandle), seconds)) return;
  const message = `Value ${input.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`;
  throw new AwsError("MessageNotInflight", message, 400, "AWS.SimpleQueueService.MessageNotInflight");
}

function eachEntry(
  queues: Queues,
  { input }: ServiceCall,
  action: (queue: ReturnType<typeof queueOf>, entry: SqsInput) => void,
) {
  const queue = queueOf(queues, input);
  const Successful: SqsInput[] = [];
  const Failed: SqsInput[] = [];
  for (const entry of entriesOf(input, SQS_BATCH_ENTRIES)) {
    try {
      action(queue, entry);
      Successful.push({ Id: entry.Id });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, ...(Failed.length > 0 ? { Failed } : {}) };
}
