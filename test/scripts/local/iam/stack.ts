import type { DeclaredStack } from "../../../../scripts/local/iam/declared.ts";

type Body = Record<string, unknown>;

export const iamPlace = { region: "eu-west-1", accountId: "000000000000" };
export const arn = (service: string, resource: string): string =>
  `arn:aws:${service}:${iamPlace.region}:${iamPlace.accountId}:${resource}`;
const roleArn = "arn:aws:iam::000000000000:role/mini-enrich";
export const iamKey = arn("kms", "key/mini");
export const raw = arn("kinesis", "stream/mini-raw");
export const queue = arn("sqs", "mini-failed");
export const bucket = "arn:aws:s3:::mini-archive";

export const allow = (Action: string | string[], Resource: string | string[], Condition?: Body): Body => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});

export const deny = (Action: string | string[], Resource: string | string[], Condition?: Body): Body => ({
  ...allow(Action, Resource, Condition),
  Effect: "Deny",
});

export const document = (...Statement: Body[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement });

const trust = (service: string) =>
  document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } });

export const readRaw = allow(
  [
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
  ],
  raw,
);
export const writeLogs = allow(
  ["logs:CreateLogStream", "logs:PutLogEvents"],
  `${arn("logs", "log-group:/aws/lambda/mini-enrich")}:*`,
);
export const useKey = allow(["kms:Decrypt", "kms:GenerateDataKey"], iamKey);
export const sendFailed = allow("sqs:SendMessage", queue);
const everything = [readRaw, writeLogs, useKey, sendFailed];

export interface StackOptions {
  /** The function's role, by default all that it needs. */
  role?: Body[];
  /** Resource policies by the id of what they stand on. */
  resourcePolicies?: Record<string, string>;
  /** Bodies laid over those of the stack, by type and name. */
  resources?: Record<string, Record<string, Body | undefined>>;
}

/** One function that reads an encrypted stream and may hand over to an encrypted queue. */
export function stack({
  role = everything,
  resourcePolicies = {},
  resources = {},
}: StackOptions = {}): DeclaredStack {
  const base: Record<string, Record<string, Body | undefined>> = {
    aws_iam_role: {
      enrich: { name: "mini-enrich", arn: roleArn, assume_role_policy: trust("lambda.amazonaws.com") },
    },
    aws_kms_key: { mini: { arn: iamKey, key_id: "mini", id: "mini" } },
    aws_kinesis_stream: { raw: { name: "mini-raw", arn: raw, kms_key_id: iamKey } },
    aws_sqs_queue: {
      failed: { id: "http://127.0.0.1/0/mini-failed", arn: queue, kms_master_key_id: iamKey },
    },
    aws_s3_bucket: { archive: { id: "mini-archive", arn: bucket } },
    aws_lambda_function: {
      enrich: {
        function_name: "mini-enrich",
        arn: arn("lambda", "function:mini-enrich"),
        role: roleArn,
        kms_key_arn: iamKey,
      },
    },
    aws_lambda_event_source_mapping: {
      enrich: {
        function_name: arn("lambda", "function:mini-enrich"),
        event_source_arn: raw,
        destination_config: { on_failure: { destination_arn: queue } },
      },
    },
  };
  const bodies = new Map<string, Body>();
  for (const type of new Set([...Object.keys(base), ...Object.keys(resources)]))
    for (const [name, body] of Object.entries({ ...base[type], ...resources[type] }))
      if (body !== undefined) bodies.set(`${type}.${name}`, body);
  return {
    resources: (type) => [...bodies.keys()].filter((address) => address.startsWith(`${type}.`)),
    attributes: (address) => bodies.get(address)!,
    policies: [
      {
        address: "aws_iam_role_policy.enrich",
        kind: "identity",
        on: "mini-enrich",
        document: document(...role),
      },
      ...Object.entries(resourcePolicies).map(([on, text]) => ({
        address: `policy on ${on}`,
        kind: "resource" as const,
        on,
        document: text,
      })),
    ],
  };
}
