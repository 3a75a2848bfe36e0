import { SQS_BATCH_ENTRIES, SQS_MESSAGE_BYTES } from "../../../../shared/limits.ts";
import type { ServiceCall, SqsMessage } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { attributesMd5 } from "./attribute-digest.ts";
import { entriesOf, type Input, queueOf } from "./input.ts";
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
  const messages = entries.map(messageOf);
  const total = messages.reduce((bytes, message) => bytes + messageBytes(message), 0);
  if (total > SQS_MESSAGE_BYTES) throw batchTooLong(total);
  const Successful: Input[] = [];
  const Failed: Input[] = [];
  for (const [index, entry] of entries.entries()) {
    const Id = entry.Id;
    try {
      if (call.entryFails()) throw new AwsError("InternalError", "Internal failure (injected fault).", 500);
      assertSize(queue, messageBytes(messages[index]!));
      Successful.push({ Id, ...sent(queue, messages[index]!) });
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

function messageOf(input: Input): NewMessage {
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
  const trace = (input.MessageSystemAttributes as Record<string, { StringValue: string }> | undefined)
    ?.AWSTraceHeader;
  return {
    body,
    messageAttributes: (input.MessageAttributes ?? {}) as SqsMessage["messageAttributes"],
    ...(trace === undefined ? {} : { systemAttributes: { AWSTraceHeader: trace.StringValue } }),
    ...(delay === undefined ? {} : { delaySeconds: delay as number }),
  };
}

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
