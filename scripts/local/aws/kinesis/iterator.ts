import type { Position } from "../contract.ts";
import { AwsError } from "../gateway/aws-error.ts";
import { constraint, inputText, invalid, type KinesisInput } from "./input.ts";
import { isSequenceNumber, sequenceParts } from "./sequence.ts";
import { type Shard, shardId } from "./shard.ts";

const LIFETIME_MS = 300_000;

export interface Iterator {
  stream: string;
  shardId: string;
  position: Position;
}

/** An iterator holds all that it stands for, so the service need not remember the ones that it gave out. */
export function encodeIterator(iterator: Iterator, now: number): string {
  const { stream, shardId, position } = iterator;
  return Buffer.from(JSON.stringify([stream, shardId, position, now])).toString("base64");
}

export function decodeIterator(token: string, now: number): Iterator {
  const [stream, shardId, position, issued] = parse(token);
  if (now - issued > LIFETIME_MS) {
    const message = `Iterator expired. The iterator was created at time ${new Date(issued).toISOString()} while right now it is ${new Date(now).toISOString()} which is further in the future than the tolerated delay of ${LIFETIME_MS} milliseconds.`;
    throw new AwsError("ExpiredIteratorException", message);
  }
  return { stream, shardId, position };
}

/** Undefined for what is no iterator, which the service itself refuses. */
export function streamOfIterator(token: unknown): string | undefined {
  return typeof token === "string" ? partsOf(token)?.[0] : undefined;
}

type Parts = [stream: string, shardId: string, position: Position, issued: number];

function parse(token: string): Parts {
  const parts = partsOf(token);
  if (parts === undefined) throw invalid("Invalid ShardIterator.");
  return parts;
}

function partsOf(token: string): Parts | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, "base64").toString());
    if (Array.isArray(parts) && parts.length === 4) return parts as Parts;
  } catch {
    // Not one of ours: refused as any other invalid iterator.
  }
  return undefined;
}

/**
 * The position that a request for an iterator (or a subscription) describes.
 * @param now epoch ms
 */
export function requestedPosition(
  input: KinesisInput,
  typeName: string,
  shard: Shard,
  now: number,
): Position {
  const type = inputText(input, typeName);
  switch (type) {
    case "TRIM_HORIZON":
      refuseSequence(input, type);
      return "TRIM_HORIZON";
    case "LATEST":
      refuseSequence(input, type);
      return shard.lastSequence ?? shard.startingSequence;
    case "AT_SEQUENCE_NUMBER":
      return { at: sequence(input, typeName, shard) };
    case "AFTER_SEQUENCE_NUMBER":
      return sequence(input, typeName, shard);
    case "AT_TIMESTAMP":
      return { timestamp: timestamp(input, type, now) };
  }
  const types = "[AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]";
  throw constraint(type, "shardIteratorType", `Member must satisfy enum value set: ${types}`);
}

/** GetShardIterator calls it StartingSequenceNumber, StartingPosition calls it SequenceNumber. */
const givenSequence = (input: KinesisInput): unknown => input.StartingSequenceNumber ?? input.SequenceNumber;

function refuseSequence(input: KinesisInput, type: string): void {
  if (givenSequence(input) === undefined) return;
  throw invalid(`A sequence number must not be given with the type ${type}.`);
}

function timestamp(input: KinesisInput, type: string, now: number): number {
  const seconds = input.Timestamp;
  if (typeof seconds !== "number")
    throw invalid(`Must specify timestampMillis parameter for iterator of type ${type}.`);
  const ms = Math.round(seconds * 1000);
  if (ms <= now) return ms;
  throw invalid(`The timestampInMillis ${ms} cannot be greater than the currentTimestampInMillis ${now}.`);
}

/** A number that a record of this very shard could have: by any other a reader would begin somewhere else. */
function sequence(input: KinesisInput, typeName: string, shard: Shard): string {
  const value = givenSequence(input);
  if (typeof value !== "string") throw invalid(`Must specify a sequence number with this ${typeName}.`);
  if (!isSequenceNumber(value))
    throw constraint(
      value,
      "startingSequenceNumber",
      "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,128})",
    );
  const parts = sequenceParts(value);
  if (parts === undefined || (parts.shardIndex === shard.index && parts.created !== shard.created))
    throw invalid(`The sequence number ${value} used on ${shard.id} did not come from this stream.`);
  if (parts.shardIndex !== shard.index)
    throw invalid(
      `The sequence number ${value} encodes ${shardId(parts.shardIndex)}, while it was used on ${shard.id}.`,
    );
  return value;
}
