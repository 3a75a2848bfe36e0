import { AwsError } from "../gateway/aws-error.ts";
import type { Shard } from "./shard.ts";
import type { Stream } from "./stream.ts";
import type { Kinesis } from "./streams.ts";

export type KinesisInput = Record<string, unknown>;

/** The stream that a call names, by name or by ARN. */
export function streamOf(kinesis: Kinesis, input: KinesisInput): Stream {
  const arn = optionalText(input, "StreamARN");
  if (arn !== undefined) return kinesis.stream(arn.slice(arn.indexOf("/") + 1));
  const name = optionalText(input, "StreamName");
  if (name === undefined) throw invalid("Either StreamARN or StreamName must be given.");
  return kinesis.stream(name);
}

export function shardOf(stream: Stream, id: string, accountId: string): Shard {
  const shard = stream.shard(id);
  if (shard !== undefined) return shard;
  const message = `Could not find shard ${id} in stream ${stream.name} under account ${accountId}.`;
  throw new AwsError("ResourceNotFoundException", message);
}

export function inputText(input: KinesisInput, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined) throw constraint("null", camel(name), "Member must not be null");
  return value;
}

export function optionalText(input: KinesisInput, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new AwsError("SerializationException", `${name} must be a string.`);
  return value;
}

export function optionalNumber(
  input: KinesisInput,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "number") throw new AwsError("SerializationException", `${name} must be a number.`);
  if (value < least)
    throw constraint(value, camel(name), `Member must have value greater than or equal to ${least}`);
  if (value > most)
    throw constraint(value, camel(name), `Member must have value less than or equal to ${most}`);
  return value;
}

export const constraint = (value: unknown, path: string, rule: string): AwsError =>
  constraints([faultOf(value, path, rule)]);

export const faultOf = (value: unknown, path: string, rule: string): string =>
  `Value '${value}' at '${path}' failed to satisfy constraint: ${rule}`;

/** All that is wrong with one request, in one message. */
export const constraints = (faults: readonly string[]): AwsError =>
  new AwsError(
    "ValidationException",
    `${faults.length} validation ${faults.length === 1 ? "error" : "errors"} detected: ${faults.join("; ")}`,
  );

export const invalid = (message: string): AwsError => new AwsError("InvalidArgumentException", message);

const camel = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
