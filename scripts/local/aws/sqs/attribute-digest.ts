import { createHash } from "node:crypto";
import type { SqsMessage } from "../contract.ts";

const STRING = 1;
const BINARY = 2;

/** MD5 of message attributes as "SQS Developer Guide, message metadata" defines it: sorted, each part after its length. */
export function attributesMd5(attributes: SqsMessage["messageAttributes"]): string {
  const digest = createHash("md5");
  for (const name of Object.keys(attributes).sort()) {
    const { DataType, StringValue, BinaryValue } = attributes[name]!;
    digest.update(sized(Buffer.from(name))).update(sized(Buffer.from(DataType)));
    const binary = DataType.startsWith("Binary");
    digest.update(Buffer.of(binary ? BINARY : STRING));
    digest.update(sized(binary ? Buffer.from(BinaryValue ?? "", "base64") : Buffer.from(StringValue ?? "")));
  }
  return digest.digest("hex");
}

function sized(part: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part.length);
  return Buffer.concat([length, part]);
}
