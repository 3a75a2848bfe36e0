import { INVOCATION_BYTES } from "../../../../../shared/limits.ts";
import type { SqsMessage } from "../../../aws/contract.ts";
import { type Payload, payloadOf } from "../../lambda/payload.ts";
import { namedFailures } from "../response-list.ts";

/** Messages that go into one invocation, and its payload. */
export interface QueueEvent {
  messages: readonly SqsMessage[];
  payload: Payload;
}

const ENVELOPE = { open: '{"Records":[', close: "]}" };

/** A batch as the payloads of its invocations: one, unless the messages do not fit into Lambda's 6 MB. */
export function queueEvents(
  batch: readonly SqsMessage[],
  queueArn: string,
  region: string,
  limit = INVOCATION_BYTES,
): QueueEvent[] {
  const events: QueueEvent[] = [];
  let messages: SqsMessage[] = [];
  let records: string[] = [];
  let bytes = 0;
  const seal = () => {
    const payload = payloadOf(ENVELOPE.open + records.join(",") + ENVELOPE.close);
    events.push({ messages, payload });
    [messages, records, bytes] = [[], [], 0];
  };
  for (const message of batch) {
    const record = JSON.stringify(recordOf(message, queueArn, region));
    const more = Buffer.byteLength(record) + 1;
    if (messages.length > 0 && bytes + more > limit - ENVELOPE.open.length - ENVELOPE.close.length) seal();
    messages.push(message);
    records.push(record);
    bytes += more;
  }
  if (messages.length > 0) seal();
  return events;
}

const recordOf = (message: SqsMessage, queueArn: string, region: string) => ({
  messageId: message.messageId,
  receiptHandle: message.receiptHandle,
  body: message.body,
  attributes: message.attributes,
  messageAttributes: lowerCased(message.messageAttributes),
  md5OfBody: message.md5OfBody,
  ...(message.md5OfMessageAttributes === undefined
    ? {}
    : { md5OfMessageAttributes: message.md5OfMessageAttributes }),
  eventSource: "aws:sqs",
  eventSourceARN: queueArn,
  awsRegion: region,
});

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

/** Messages that a response leaves on the queue. A queue has no order, so only the named ones come again. */
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
