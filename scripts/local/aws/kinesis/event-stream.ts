import { crc32 } from "node:zlib";

const STRING_HEADER = 7;

/** One message of the `application/vnd.amazon.eventstream` encoding, with a JSON payload. */
export function eventMessage(eventType: string, json: string): Buffer {
  const headers = Buffer.concat([
    stringHeader(":message-type", "event"),
    stringHeader(":event-type", eventType),
    stringHeader(":content-type", "application/json"),
  ]);
  const payload = Buffer.from(json);
  const message = Buffer.alloc(12 + headers.length + payload.length + 4);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(headers.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  headers.copy(message, 12);
  payload.copy(message, 12 + headers.length);
  message.writeUInt32BE(crc32(message.subarray(0, -4)), message.length - 4);
  return message;
}

function stringHeader(name: string, value: string): Buffer {
  const header = Buffer.alloc(1 + name.length + 3 + value.length);
  header.writeUInt8(name.length, 0);
  header.write(name, 1, "latin1");
  header.writeUInt8(STRING_HEADER, 1 + name.length);
  header.writeUInt16BE(value.length, 2 + name.length);
  header.write(value, 4 + name.length, "latin1");
  return header;
}
