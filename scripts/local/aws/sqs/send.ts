import { SQS_BATCH_ENTRIES, SQS_MESSAGE_BYTES } from "../../../../shared/limits.ts";
import type { ServiceCall, SqsMessage } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { attributesMd5 } from "./attribute-digest.ts";
import { entriesOf, queueOf, type SqsInput } from "./input.ts";
import type { NewMessage, Queue } from "./queue.ts";
import type { Queues } from "./queues.ts";

export function sendMessage(queues: Queues, { input }: ServiceCall) {
  const queue = queueOf(queues, input);
  const message = messageOf(input);
  assertSize(queue, messageBytes(message));
  return sent(queue, message);
}

/** Faulty entries fail one by one; a batch that is too long as a whole fails whole. */
export function sendMessageBatch(queues: Queues, call: ServiceCall) {
  const queue = queueOf(queues, call.input);
  const entries = entriesOf(call.input, SQS_BATCH_ENTRIES);
  const total = entries.reduce((bytes, entry) => bytes + entryBytes(entry), 0);
  if (total > SQS_MESSAGE_BYTES) throw batchTooLong(total);
  const Successful: SqsInput[] = [];
  const Failed: SqsInput[] = [];
  for (const entry of entries) {
    const Id = entry.Id;
    try {
      if (call.entryFails()) throw new AwsError("InternalError", "Internal failure (injected fault).", 500);
      const message = messageOf(entry);
      assertSize(queue, messageBytes(message));
      Successful.push({ Id, ...sent(queue, message) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 });
    }
  }
  return { Successful, ...(Failed.length > 0 ? { Failed } : {}) };
}

function sent(queue: Queue, message: NewMessage) {
  const { messageId, md5OfBody, messageAttributes } = queue.send(message);
  const attributes = Object.keys(messageAttributes).length > 0;
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5OfBody,
    ...(attributes ? { MD5OfMessageAttributes: attributesMd5(messageAttributes) } : {}),
  };
}

function messageOf(input: SqsInput): NewMessage {
  const { MessageBody: body, DelaySeconds: delay } = input;
  if (typeof body !== "string" || body === "") {
    throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
  }
  if (delay !== undefined && !(typeof delay === "number" && delay >= 0 && delay <= 900)) {
    throw new AwsError(
      "InvalidParameterValue",
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  }
  assertCharacters(body);
  for (const { StringValue } of Object.values(attributesOf(input)))
    if (StringValue !== undefined) assertCharacters(StringValue);
  const trace = (input.MessageSystemAttributes as Record<string, { StringValue: string }> | undefined)
    ?.AWSTraceHeader;
  return {
    body,
    messageAttributes: attributesOf(input),
    ...(trace === undefined ? {} : { systemAttributes: { AWSTraceHeader: trace.StringValue } }),
    ...(delay === undefined ? {} : { delaySeconds: delay as number }),
  };
}

const attributesOf = ({ MessageAttributes }: SqsInput) =>
  (MessageAttributes ?? {}) as SqsMessage["messageAttributes"];

/** "SendMessage, SQS API Reference": the characters of XML 1.0. */
const REFUSED = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function assertCharacters(text: string): void {
  const refused = REFUSED.exec(text)?.[0];
  if (refused === undefined) return;
  const code = refused.codePointAt(0)!.toString(16).padStart(4, "0").toUpperCase();
  throw new AwsError(
    "InvalidMessageContents",
    `Invalid characters found: U+${code} must not be in a message.`,
  );
}

/** Of an entry that is no message, its attributes alone: what is wrong with it is told of it alone. */
const entryBytes = (entry: SqsInput): number =>
  messageBytes({
    body: typeof entry.MessageBody === "string" ? entry.MessageBody : "",
    messageAttributes: attributesOf(entry),
  });

/** Body and attributes count; with an attribute its name, its type and its value. */
function messageBytes({ body, messageAttributes = {} }: NewMessage): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, { DataType, StringValue = "", BinaryValue = "" }] of Object.entries(messageAttributes)) {
    bytes += Buffer.byteLength(name) + DataType.length + Buffer.byteLength(StringValue);
    bytes += Buffer.byteLength(BinaryValue, "base64");
  }
  return bytes;
}

function assertSize(queue: Queue, bytes: number): void {
  const most = queue.settings.maximumBytes;
  if (bytes <= most) return;
  const message = `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`;
  throw new AwsError("InvalidParameterValue", message);
}

function batchTooLong(bytes: number): AwsError {
  const message = `Batch requests cannot be longer than ${SQS_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`;
  return new AwsError("BatchRequestTooLong", message, 400, "AWS.SimpleQueueService.BatchRequestTooLong");
}
