import { AwsError } from "../gateway/aws-error.ts";
import type { Queue } from "./queue.ts";
import type { Queues } from "./queues.ts";

export type SqsInput = Record<string, unknown>;

export function queueOf(queues: Queues, input: SqsInput): Queue {
  const url = input.QueueUrl;
  if (typeof url === "string") return queues.queue(url);
  throw new AwsError("MissingParameter", "The request must contain the parameter QueueUrl.");
}

/** The entries of a batch, with distinct ids, at most `most`. */
export function entriesOf(input: SqsInput, most: number): SqsInput[] {
  const entries = (Array.isArray(input.Entries) ? input.Entries : []) as SqsInput[];
  if (entries.length === 0)
    throw batchError("EmptyBatchRequest", "There should be at least one entry in the request.");
  if (entries.length > most) {
    const message = `Maximum number of entries per request are ${most}. You have sent ${entries.length}.`;
    throw batchError("TooManyEntriesInBatchRequest", message);
  }
  const seen = new Set<unknown>();
  for (const { Id } of entries) {
    if (typeof Id !== "string" || !/^[\w-]{1,80}$/.test(Id)) {
      throw batchError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    }
    if (seen.has(Id)) throw batchError("BatchEntryIdsNotDistinct", `Id ${Id} repeated.`);
    seen.add(Id);
  }
  return entries;
}

export function optionalInteger(
  input: SqsInput,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const value = input[name];
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most)
    return value as number;
  const message = `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`;
  throw new AwsError("InvalidParameterValue", message);
}

const batchError = (code: string, message: string) =>
  new AwsError(code, message, 400, `AWS.SimpleQueueService.${code}`);
