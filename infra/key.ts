import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias/index.js";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js";
import { Construct } from "constructs";
import type { IamAction } from "./actions.ts";
import type { PipelineEnvironment } from "./environments.ts";
import { kept } from "./kept.ts";
import type { Partition } from "./partition.ts";
import { allowStatement, policy, type Statement } from "./policy.ts";

interface KeyProps {
  name: string;
  account: string;
  region: string;
  partition: Partition;
  environment: PipelineEnvironment;
}

/** The account may do this by IAM policies; without it nobody could ever change the key again. */
const accountActions: IamAction[] = [
  "kms:CancelKeyDeletion",
  "kms:CreateAlias",
  "kms:CreateGrant",
  "kms:Decrypt",
  "kms:DeleteAlias",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:DisableKeyRotation",
  "kms:EnableKey",
  "kms:EnableKeyRotation",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListGrants",
  "kms:ListKeyPolicies",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
  "kms:RevokeGrant",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:UpdateKeyDescription",
];

/** Encrypt, Decrypt, ReEncrypt*, GenerateDataKey* and Describe*: "Encrypt log data in CloudWatch Logs using KMS". */
const logActions: IamAction[] = [
  "kms:Encrypt",
  "kms:Decrypt",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:GenerateDataKeyPair",
  "kms:GenerateDataKeyPairWithoutPlaintext",
  "kms:DescribeKey",
];

/**
 * One customer-managed key for each stack. It encrypts streams, queues, buckets, tables, logs, secrets and the cache.
 */
export class EncryptionKey extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, account, region, partition, environment }: KeyProps) {
    super(scope, id);
    const key = new KmsKey(this, "key", {
      description: `Data of ${name}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      lifecycle: kept(environment),
      policy: policy([
        {
          ...allowStatement(accountActions, ["*"]),
          Principal: { AWS: `arn:${partition.id}:iam::${account}:root` },
        },
        service(`logs.${region}.${partition.suffix}`, logActions, {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": `arn:${partition.id}:logs:${region}:${account}:log-group:*`,
          },
        }),
        // Bucket notifications write to an encrypted queue, alarms and the budget to an encrypted topic.
        service("s3.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey"], owned(account)),
        service("cloudwatch.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey"], owned(account)),
        service("budgets.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey"], owned(account)),
      ]),
    });
    new KmsAlias(this, "alias", { name: `alias/${name}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }

  /** For a role that reads encrypted data. */
  read(): Statement {
    return allowStatement(["kms:Decrypt"], [this.arn]);
  }

  /** For a role that writes encrypted data; SQS and S3 also decrypt the data key they are given. */
  write(): Statement {
    return allowStatement(["kms:Decrypt", "kms:GenerateDataKey"], [this.arn]);
  }
}

const owned = (account: string) => ({ StringEquals: { "aws:SourceAccount": account } });

function service(name: string, actions: IamAction[], condition: Statement["Condition"]): Statement {
  return { ...allowStatement(actions, ["*"], condition), Principal: { Service: name } };
}
