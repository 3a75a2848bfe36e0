import type { Arguments } from "../runtime/interpret/arguments.ts";
import { type DeclaredStack, declared, ofNearest } from "./declared.ts";

const DECRYPT = ["kms:Decrypt"];
const GENERATE = ["kms:GenerateDataKey"];
const BOTH = ["kms:GenerateDataKey", "kms:Decrypt"];

/**
 * What a service does with the key of an encrypted resource in its caller's name, by the caller's action. Each from
 * the service's own guide: "Permissions to use user-generated KMS keys" (Kinesis), "Key management" (SQS), "Using
 * server-side encryption with AWS KMS keys" (S3), "Secret encryption and decryption" (Secrets Manager).
 */
const KEY_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  "kinesis:PutRecord": GENERATE,
  "kinesis:PutRecords": GENERATE,
  "kinesis:GetRecords": DECRYPT,
  "kinesis:SubscribeToShard": DECRYPT,
  "sqs:SendMessage": BOTH,
  "sqs:ReceiveMessage": DECRYPT,
  "s3:PutObject": GENERATE,
  "s3:GetObject": DECRYPT,
  "secretsmanager:GetSecretValue": DECRYPT,
  "sns:Publish": BOTH,
};

/** Calls that change or describe a table touch no item. Every other one has the table's key decrypted. */
const ITEM_ACTION = /^dynamodb:(Batch(Get|Write)|Get|Put|Update|Delete|Transact|Query|Scan|PartiQL)/;

export interface KeyUse {
  key: string;
  actions: readonly string[];
}

export interface Encryption {
  /** The key of an encrypted resource, or of what it lies in. */
  keyOf(resource: string): string | undefined;
  /** What a call makes the service do with the resource's key; undefined when nothing. */
  impliedBy(action: string, resource: string): KeyUse | undefined;
}

/** Which key of the stack encrypts what. Keys that AWS itself manages need no permission and do not count. */
export function gatherKeys(stack: DeclaredStack): Encryption {
  const known = new Map<string, string>();
  for (const key of declared(stack, "aws_kms_key"))
    for (const name of ["arn", "key_id", "id"]) known.set(key.needText(name), key.needText("arn"));
  const keys = new Map<string, string>();
  for (const [type, keyOf] of Object.entries(KEY_ARGUMENT)) {
    for (const each of declared(stack, type)) {
      const key = known.get(keyOf(each) ?? "");
      if (key !== undefined) keys.set(each.needText("arn"), key);
    }
  }
  for (const rules of declared(stack, "aws_s3_bucket_server_side_encryption_configuration")) {
    const key = known.get(bucketKey(rules) ?? "");
    if (key !== undefined) keys.set(`arn:aws:s3:::${rules.needText("bucket")}`, key);
  }
  const keyOf = (resource: string) => ofNearest(resource, keys);
  return {
    keyOf,
    impliedBy(action, resource) {
      const actions = ITEM_ACTION.test(action) ? DECRYPT : KEY_ACTIONS[action];
      const key = actions && keyOf(resource);
      return key === undefined ? undefined : { key, actions: actions! };
    },
  };
}

/** Where each type says which key encrypts it. */
const KEY_ARGUMENT: Readonly<Record<string, (resource: Arguments) => string | undefined>> = {
  aws_cloudwatch_log_group: (group) => group.text("kms_key_id"),
  aws_dynamodb_table: (table) => table.block("server_side_encryption")?.text("kms_key_arn"),
  aws_kinesis_stream: (stream) => stream.text("kms_key_id"),
  aws_lambda_function: (lambda) => lambda.text("kms_key_arn"),
  aws_secretsmanager_secret: (secret) => secret.text("kms_key_id"),
  aws_sns_topic: (topic) => topic.text("kms_master_key_id"),
  aws_sqs_queue: (queue) => queue.text("kms_master_key_id"),
};

const bucketKey = (rules: Arguments): string | undefined =>
  rules.blocks("rule")[0]?.block("apply_server_side_encryption_by_default")?.text("kms_master_key_id");
