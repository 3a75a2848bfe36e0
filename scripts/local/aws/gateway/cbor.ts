import { cbor, dateToTag } from "@smithy/core/cbor";
import type { HttpAnswer } from "./message.ts";

/** A body as a client sends it; times have a tag, and their seconds in `value`. Throws where it is none. */
export const cborInput = (body: Uint8Array): unknown => (body.length === 0 ? {} : cbor.deserialize(body));

/** @param output plain data, with Dates for times */
export const cborAnswer = (output: unknown, status = 200): HttpAnswer => ({
  status,
  headers: { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
  // What the encoder returns lies in a buffer that it uses again.
  body: Buffer.from(cbor.serialize(withTags(output))),
});

function withTags(value: unknown): unknown {
  if (value instanceof Date) return dateToTag(value);
  if (Array.isArray(value)) return value.map(withTags);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => (each === undefined ? [] : [[name, withTags(each)]])),
  );
}
