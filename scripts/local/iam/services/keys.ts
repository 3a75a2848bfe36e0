import type { AwsAccount } from "../../aws/arn.ts";
import type { Access } from "../authority.ts";

import { type DeclaredStack, declared } from "../declared.ts";
import type { Encryption } from "../encryption.ts";
import { each } from "./access.ts";

/** "Encrypt log data in CloudWatch Logs using AWS KMS". */
const LOGS = ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"];

/** What CloudWatch Logs does with the keys of log groups, in nobody's name but its own. */
export function ofLogKeys(stack: DeclaredStack, encryption: Encryption, { region }: AwsAccount): Access[] {
  return declared(stack, "aws_cloudwatch_log_group").flatMap((group) => {
    const arn = group.needText("arn");
    const key = encryption.keyOf(arn);
    const context = { "kms:EncryptionContext:aws:logs:arn": arn };
    const name = `logs.${region}.amazonaws.com`;
    return key === undefined ? [] : each({ kind: "service", name }, LOGS, key, context);
  });
}
