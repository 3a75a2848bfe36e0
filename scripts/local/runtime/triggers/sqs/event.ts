import type { SqsMessage } from "../../../aws/contract.ts";
import { namedFailures } from "../response-list.ts";

/** The payload of an invocation by a queue, JSON text. */
export function queueEvent(messages: readonly SqsMessage[], queueArn: string, region: string): string {
  return JSON.stringify({
    Records: messages.map((message) => ({
      messageId: message.messageId,
      receiptHandle: message.receiptHandle,
      body: message.body,
      attributes: message.attributes,
      messageAttributes: lowerCased(message.messageAttributes),
      md5OfBody: message.md5OfBody,
      eventSource: "aws:sqs",
      eventSourceARN: queueArn,
      awsRegion: region,
    })),
  });
}

/** Lambda spells the members of a message attribute in its own way. */
function lowerCased(attributes: SqsMessage["messageAttributes"]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        dataType: DataType,
        stringValue: StringValue,
        binaryValue: BinaryValue,
        stringListValues: [],
        binaryListValues: [],
      },
    ]),
  );
}

/** Messages that an answer leaves on the queue. A queue has no order, so only the named ones come again. */
export function failedMessages(
  payload: string | undefined,
  messages: readonly SqsMessage[],
  reportBatchItemFailures: boolean,
): Set<string> {
  const ids = messages.map((message) => message.messageId);
  if (!reportBatchItemFailures) return new Set();
  const failures = namedFailures(payload);
  if (failures === undefined || failures.some((id) => !ids.includes(id))) return new Set(ids);
  return new Set(failures);
}
