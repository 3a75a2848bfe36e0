import { DataAwsSecretsmanagerRandomPassword } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-random-password/index.js";
import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret/index.js";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version/index.js";
import { Construct } from "constructs";
import type { StackContext } from "./context.ts";
import { allowStatement, type Statement } from "./policy.ts";
import { secretName } from "./variables.ts";

/** A secret that the stack makes up by itself, once: 64 letters and digits. */
export class GeneratedSecret extends Construct {
  readonly arn: string;
  /** A reference to the value, for the resource that must be told it; terraform keeps it in its (encrypted) state. */
  readonly value: string;

  constructor(scope: Construct, id: string, context: StackContext, description: string) {
    super(scope, id);
    const secret = new SecretsmanagerSecret(this, "secret", {
      name: secretName(context.name, id),
      description,
      kmsKeyId: context.key.arn,
      recoveryWindowInDays: context.environment.retainData ? 30 : 0,
    });
    const random = new DataAwsSecretsmanagerRandomPassword(this, "random", {
      passwordLength: 64,
      // ElastiCache allows only a few special characters in a token.
      excludePunctuation: true,
    });
    const version = new SecretsmanagerSecretVersion(this, "value", {
      secretId: secret.id,
      secretString: random.randomPassword,
      // The data source gives a new value at every plan; the first one stays.
      lifecycle: { ignoreChanges: ["secret_string"] },
    });
    this.arn = version.arn;
    this.value = version.secretString;
  }
}

export const readSecret = (arn: string): Statement =>
  allowStatement(["secretsmanager:GetSecretValue"], [arn]);

/** For a secret that the operator may bring under the stack's name (Secrets Manager adds six characters). */
export const readBroughtSecret = ({ name, account, region }: StackContext, service: string): Statement =>
  allowStatement(
    ["secretsmanager:GetSecretValue"],
    [`arn:aws:secretsmanager:${region}:${account}:secret:${secretName(name, service)}-??????`],
  );
