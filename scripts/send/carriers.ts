import { isObject } from "../../shared/json/exact.ts";
import { jsonIn } from "../../shared/json/json-in.ts";
import { type Path, valueAt } from "../../shared/mapping/path.ts";
import { decompress } from "../../shared/pack/compression.ts";
import { LONGEST_RECORD } from "./records.ts";

/** What queues, streams and collectors of logs put around what they carry. */

interface Carrier {
  /** Attributes that an object has if it is one, beside what it carries. */
  marks: readonly string[];
  /** Where what it carries stands: as an object or a list, or as their JSON. */
  holds: Path;
  /** Whether that is base64, perhaps of what is compressed. */
  encoded?: true;
}

const carriers: readonly Carrier[] = [
  // Amazon EventBridge
  { marks: ["detail-type", "source"], holds: ["detail"] },
  // CloudEvents, whatever sends them
  { marks: ["specversion", "source"], holds: ["data"] },
  { marks: ["specversion", "source"], holds: ["data_base64"], encoded: true },
  // Amazon SNS, and Amazon SQS as its command and as a function gets it
  { marks: ["TopicArn", "MessageId"], holds: ["Message"] },
  { marks: ["MessageId", "ReceiptHandle"], holds: ["Body"] },
  { marks: ["messageId", "receiptHandle"], holds: ["body"] },
  // Amazon Kinesis as a function and as its command gets it, and Firehose before a transformation
  { marks: ["eventSource", "kinesis"], holds: ["kinesis", "data"], encoded: true },
  { marks: ["SequenceNumber", "PartitionKey"], holds: ["Data"], encoded: true },
  { marks: ["recordId", "approximateArrivalTimestamp"], holds: ["data"], encoded: true },
  // Changes of a table of DynamoDB: its stream, and an incremental export
  { marks: ["eventID", "dynamodb"], holds: ["dynamodb", "NewImage"] },
  { marks: ["Metadata", "Keys", "NewImage"], holds: ["NewImage"] },
  // Google Pub/Sub
  { marks: ["message", "subscription"], holds: ["message", "data"], encoded: true },
  // Kafka Connect with schemas, Debezium's rows, and what kcat prints
  { marks: ["schema", "payload"], holds: ["payload"] },
  { marks: ["op", "source"], holds: ["after"] },
  { marks: ["topic", "partition", "offset"], holds: ["payload"] },
  // Filebeat, Logstash and their like; CloudWatch Logs, also as a function gets them; Docker's own log
  { marks: ["@timestamp"], holds: ["message"] },
  { marks: ["id", "timestamp"], holds: ["message"] },
  { marks: ["awslogs"], holds: ["awslogs", "data"], encoded: true },
  { marks: ["stream", "time"], holds: ["log"] },
];

/** Lists of carriers, under the names that AWS has for them. */
const LISTS = ["Records", "records", "Messages", "logEvents"];

type Json = Record<string, unknown>;

/** How the mapping sees an object that may be a carrier. */
export interface Seen {
  /** Whether it reads something by this name, of a carrier's own. */
  isRead: (name: string) => boolean;
  isEvent: (value: Json) => boolean;
}

/** What an object carries, if it is a carrier or a list of them. An event that has the like of its own is none. */
export function carriedIn(value: Json, seen: Seen): unknown[] | undefined {
  const carrier = carriers.find((one) => isCarrier(value, one, seen));
  if (carrier !== undefined) return contentOf(value, carrier);
  const name = LISTS.find((name) => Array.isArray(value[name]) && !seen.isRead(name));
  if (name === undefined || seen.isEvent(value)) return undefined;
  const list = value[name] as unknown[];
  return list.some((one) => isObject(one) && carriedIn(one, seen) !== undefined) ? list : undefined;
}

const isCarrier = (value: Json, { marks, holds }: Carrier, { isRead, isEvent }: Seen): boolean =>
  marks.every((name) => Object.hasOwn(value, name)) &&
  valueAt(value, holds) !== undefined &&
  !isRead(holds[0]!) &&
  !isEvent(value);

function contentOf(value: Json, { holds, encoded }: Carrier): unknown[] | undefined {
  const held = valueAt(value, holds);
  const found = isObject(held) || Array.isArray(held) ? held : jsonIn(encoded ? decoded(held) : held);
  return found === undefined || Array.isArray(found) ? found : [found];
}

/**
 * The text that base64 stands for; undefined of anything else. Bytes that only begin as compressed ones do, or inflate to more
 * than a record may have, are left in their carrier, which fails with its bytes.
 */
function decoded(held: unknown): string | undefined {
  if (typeof held !== "string") return undefined;
  const opened = decompress(Buffer.from(held, "base64"), LONGEST_RECORD);
  return opened.ok ? Buffer.from(opened.bytes).toString() : undefined;
}
