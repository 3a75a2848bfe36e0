import { type AwsAccount, arnOf } from "../arn.ts";
import type { ServiceCall } from "../contract.ts";
import { streamOfIterator } from "../kinesis/iterator.ts";
import { objectAddress } from "../s3/address.ts";
import type { HttpRequest } from "./message.ts";

/** Operations whose permission has another name ("Service Authorization Reference"). */
const IAM_ACTIONS: Record<string, string> = {
  "lambda.Invoke": "InvokeFunction",
  "sqs.SendMessageBatch": "SendMessage",
  "sqs.DeleteMessageBatch": "DeleteMessage",
  "sqs.ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
  "s3.HeadObject": "GetObject",
  "s3.DeleteObjects": "DeleteObject",
  "s3.HeadBucket": "ListBucket",
  "s3.ListObjectsV2": "ListBucket",
  "s3.ListBuckets": "ListAllMyBuckets",
  "s3.CreateMultipartUpload": "PutObject",
  "s3.UploadPart": "PutObject",
  "s3.CompleteMultipartUpload": "PutObject",
};

export function iamAction(service: string, operation: string): string {
  return IAM_ACTIONS[`${service}.${operation}`] ?? operation;
}

type Input = Record<string, unknown>;

/** The ARNs that a call touches; none for a call that names no resource. */
export function resourceArns(call: ServiceCall & { request: HttpRequest }, place: AwsAccount): string[] {
  const { service, input } = call;
  if (service === "s3") return s3Arns(call.request);
  if (service === "lambda")
    return functionNames(call.request).map((name) => arnOf(service, place, `function:${name}`));
  const resources = RESOURCES[service]?.(input) ?? [];
  return resources.map((name) => (name.startsWith("arn:") ? name : arnOf(service, place, name)));
}

const RESOURCES: Record<string, (input: Input) => string[]> = {
  kinesis: (input) => {
    const arns = text(input.ConsumerARN ?? input.StreamARN ?? input.ResourceARN);
    if (arns.length > 0) return arns;
    // GetRecords may name nothing but an iterator, which knows its stream.
    const names = text(input.StreamName ?? streamOfIterator(input.ShardIterator));
    return names.map((name) => `stream/${name}`);
  },
  dynamodb: (input) =>
    [
      ...new Set([...text(input.TableName), ...Object.keys((input.RequestItems as Input | undefined) ?? {})]),
    ].map((name) => (name.startsWith("arn:") ? name : `table/${name}`)),
  sqs: (input) => text(input.QueueUrl ?? input.QueueName).map((url) => url.slice(url.lastIndexOf("/") + 1)),
  secretsmanager: (input) => text(input.SecretId).map((id) => (id.startsWith("arn:") ? id : `secret:${id}`)),
  athena: (input) => text(input.WorkGroup).map((name) => `workgroup/${name}`),
};

function text(...values: unknown[]): string[] {
  return values.filter((value): value is string => typeof value === "string");
}

/** Of `/2015-03-31/functions/NAME/…`; a name may be an ARN. */
export function functionNames({ path }: HttpRequest): string[] {
  const name = /^\/2015-03-31\/functions\/([^/]+)\//.exec(path)?.[1];
  return name === undefined ? [] : [decodeURIComponent(name).split(":").at(-1)!];
}

function s3Arns(request: HttpRequest): string[] {
  const { bucket, key } = objectAddress(request);
  if (bucket === undefined) return [];
  return [`arn:aws:s3:::${bucket}${key === undefined ? "" : `/${key}`}`];
}
